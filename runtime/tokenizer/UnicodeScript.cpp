//===- UnicodeScript.cpp - The script of a character ----------------------===//
//
// PCRE2 knows scripts, by name only: an expression that is a choice of all of
// them says by the group that matches which one it is.
//
//===----------------------------------------------------------------------===//
#define PCRE2_CODE_UNIT_WIDTH 8
#include "runtime/tokenizer/UnicodeScript.h"

#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <new>
#include <pcre2.h>
#include <string>

using namespace bmc;

/// Scripts of Unicode 9; those that most texts are of come first.
static constexpr std::string_view kScripts =
    "Common Latin Han Cyrillic Arabic Devanagari Hangul Greek Hebrew Thai "
    "Inherited Hiragana Katakana Adlam Ahom Anatolian_Hieroglyphs Armenian "
    "Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Bopomofo Brahmi "
    "Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian "
    "Chakma Cham Cherokee Coptic Cuneiform Cypriot Deseret Duployan "
    "Egyptian_Hieroglyphs Elbasan Ethiopic Georgian Glagolitic Gothic Grantha "
    "Gujarati Gurmukhi Hanunoo Hatran Imperial_Aramaic Inscriptional_Pahlavi "
    "Inscriptional_Parthian Javanese Kaithi Kannada Kayah_Li Kharoshthi Khmer "
    "Khojki Khudawadi Lao Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian "
    "Mahajani Malayalam Mandaic Manichaean Marchen Meetei_Mayek Mende_Kikakui "
    "Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani "
    "Myanmar Nabataean New_Tai_Lue Newa Nko Ogham Ol_Chiki Old_Hungarian "
    "Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_South_Arabian "
    "Old_Turkic Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau "
    "Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra "
    "Sharada Shavian Siddham SignWriting Sinhala Sora_Sompeng Sundanese "
    "Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil "
    "Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Ugaritic Vai "
    "Warang_Citi Yi ";
/// What later versions have added to these scripts, which is of none of them to
/// Hugging Face's library.
struct Range {
  int32_t first, last;
};
static constexpr Range kNewer[] = {
    {0x560, 0x560},     {0x588, 0x588},     {0x5EF, 0x5EF},
    {0x61D, 0x61D},     {0x7FD, 0x7FF},     {0x860, 0x89F},
    {0x8B5, 0x8B5},     {0x8BE, 0x8D3},     {0x9FC, 0x9FE},
    {0xA76, 0xA76},     {0xAFA, 0xAFF},     {0xB55, 0xB55},
    {0xC04, 0xC04},     {0xC3C, 0xC3C},     {0xC5D, 0xC5D},
    {0xC77, 0xC77},     {0xC84, 0xC84},     {0xCDD, 0xCDD},
    {0xD00, 0xD00},     {0xD04, 0xD04},     {0xD3B, 0xD3C},
    {0xD81, 0xD81},     {0xE86, 0xE86},     {0xE89, 0xE89},
    {0xE8C, 0xE8C},     {0xE8E, 0xE93},     {0xE98, 0xE98},
    {0xEA0, 0xEA0},     {0xEA8, 0xEA9},     {0xEAC, 0xEAC},
    {0xEBA, 0xEBA},     {0x170D, 0x170D},   {0x1715, 0x171F},
    {0x180F, 0x180F},   {0x1878, 0x1878},   {0x1ABF, 0x1ACE},
    {0x1B4C, 0x1B4C},   {0x1B7D, 0x1B7E},   {0x1C90, 0x1CBF},
    {0x1CF7, 0x1CF7},   {0x1CFA, 0x1CFA},   {0x1DF6, 0x1DFA},
    {0x20BF, 0x20C0},   {0x23FF, 0x23FF},   {0x2B97, 0x2B97},
    {0x2BBA, 0x2BBC},   {0x2BC9, 0x2BC9},   {0x2BD2, 0x2BEB},
    {0x2BF0, 0x2BFF},   {0x2C2F, 0x2C2F},   {0x2C5F, 0x2C5F},
    {0x2E45, 0x2E5D},   {0x312E, 0x312F},   {0x31BB, 0x31BF},
    {0x32FF, 0x32FF},   {0x4DB6, 0x4DBF},   {0x9FD6, 0x9FFF},
    {0xA7AF, 0xA7AF},   {0xA7B8, 0xA7F6},   {0xA82C, 0xA82C},
    {0xA8FE, 0xA8FF},   {0xAB66, 0xAB6B},   {0xFBC2, 0xFBC2},
    {0xFD40, 0xFD4F},   {0xFDCF, 0xFDCF},   {0xFDFE, 0xFDFF},
    {0x1019C, 0x1019C}, {0x1032D, 0x1032F}, {0x10780, 0x107BA},
    {0x10A34, 0x10A35}, {0x10A48, 0x10A48}, {0x11070, 0x11075},
    {0x110C2, 0x110CD}, {0x11144, 0x11147}, {0x111CE, 0x111CF},
    {0x1133B, 0x1133B}, {0x1145A, 0x1145A}, {0x1145E, 0x11461},
    {0x116B8, 0x116B9}, {0x1171A, 0x1171A}, {0x11740, 0x11746},
    {0x11AB0, 0x11ABF}, {0x11FB0, 0x11FFF}, {0x13430, 0x13438},
    {0x16F45, 0x16F4F}, {0x16F7F, 0x16F87}, {0x16FE2, 0x16FF1},
    {0x187ED, 0x187F7}, {0x18AF3, 0x1AFFE}, {0x1B002, 0x1B167},
    {0x1CF00, 0x1CFC3}, {0x1D1E9, 0x1D1EA}, {0x1D2E0, 0x1D2F3},
    {0x1D372, 0x1D378}, {0x1DF00, 0x1DF1E}, {0x1E7E0, 0x1E7FE},
    {0x1E94B, 0x1E94B}, {0x1EC71, 0x1ED3D}, {0x1F10D, 0x1F10F},
    {0x1F12F, 0x1F12F}, {0x1F16C, 0x1F16F}, {0x1F1AD, 0x1F1AD},
    {0x1F260, 0x1F265}, {0x1F6D3, 0x1F6DF}, {0x1F6F7, 0x1F6FC},
    {0x1F7D5, 0x1F7F0}, {0x1F8B0, 0x1F90F}, {0x1F91F, 0x1F91F},
    {0x1F928, 0x1F92F}, {0x1F931, 0x1F932}, {0x1F93F, 0x1F93F},
    {0x1F94C, 0x1F94F}, {0x1F95F, 0x1F97F}, {0x1F992, 0x1F9BF},
    {0x1F9C1, 0x1FBF9}, {0x2A6D7, 0x2A6DF}, {0x2B735, 0x2B738},
    {0x2CEB0, 0x2EBE0}, {0x30000, 0x3134A}};
static constexpr int kHan = 3, kHiragana = 12, kKatakana = 13;

namespace {

class Scripts {
public:
  Scripts() {
    std::string choice;
    for (size_t at = 0; at < kScripts.size();) {
      size_t end = kScripts.find(' ', at);
      choice += choice.empty() ? "(" : "|(";
      choice += "\\p{sc:" + std::string(kScripts.substr(at, end - at)) + "})";
      at = end + 1;
    }
    int error = 0;
    PCRE2_SIZE place = 0;
    code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(choice.data()),
                         choice.size(), PCRE2_UTF | PCRE2_ANCHORED, &error,
                         &place, nullptr);
    data = code ? pcre2_match_data_create_from_pattern(code, nullptr) : nullptr;
    if (!data)
      throw std::bad_alloc();
  }
  ~Scripts() {
    pcre2_match_data_free(data);
    pcre2_code_free(code);
  }
  Scripts(const Scripts &) = delete;
  Scripts &operator=(const Scripts &) = delete;

  int find(int32_t codePoint) const {
    auto behind =
        std::ranges::upper_bound(kNewer, codePoint, {}, &Range::first);
    if (behind != kNewer && codePoint <= (behind - 1)->last)
      return 0;
    std::string text;
    appendUtf8(text, codePoint);
    int groups = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()),
                             text.size(), 0, 0, data, nullptr);
    int script = groups > 0 ? groups - 1 : 0;
    bool isKana = script == kHiragana || script == kKatakana;
    // The mark of long vowels is common to both.
    return isKana || codePoint == 0x30FC ? kHan : script;
  }

private:
  pcre2_code *code = nullptr;
  pcre2_match_data *data = nullptr;
};

} // namespace

int bmc::scriptOf(int32_t codePoint) {
  // What was found for the first of Unicode's planes, plus one.
  static std::array<std::atomic<uint8_t>, 0x10000> known{};
  if (codePoint == ' ' || codePoint < 0)
    return 0;
  auto index = static_cast<size_t>(codePoint);
  if (index < known.size() && known[index] > 0)
    return known[index] - 1;
  thread_local const Scripts scripts;
  int script = scripts.find(codePoint);
  if (index < known.size())
    known[index] = static_cast<uint8_t>(script + 1);
  return script;
}
