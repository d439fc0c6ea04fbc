//===- Text.cpp - A text file as tokens -------------------------*- C++ -*-===//
#include "runtime/core/ByteStream.h"
#include "runtime/core/Crc32c.h"
#include "runtime/core/Files.h"
#include "runtime/core/Memory.h"
#include "runtime/data/FilePattern.h"
#include "runtime/data/TokenSource.h"
#include "runtime/tokenizer/TokenizerFile.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

using namespace bmc;

namespace {

class ByteText : public TokenSource {
public:
  Status open(const std::vector<std::string> &files) {
    const std::string &path = files.front();
    ByteStream stream;
    BMRT_TRY(stream.open(path));
    if (stream.isCompressed() || files.size() > 1)
      return readAll(files);
    BMRT_TRY(file.open(path));
    std::vector<char> buffer(uint64_t{1} << 20);
    for (uint64_t at = 0; at < file.size(); at += buffer.size()) {
      uint64_t part = std::min<uint64_t>(buffer.size(), file.size() - at);
      BMRT_TRY(file.read(at, buffer.data(), part));
      crc = crc32c(crc, buffer.data(), part);
    }
    return {};
  }
  int64_t size() const override {
    return static_cast<int64_t>(contents.empty() ? file.size()
                                                 : contents.size());
  }
  Status read(int64_t position, int64_t count, int32_t *tokens) override {
    if (!contents.empty()) {
      for (int64_t i = 0; i < count; ++i)
        tokens[i] = static_cast<unsigned char>(
            contents[static_cast<size_t>(position + i)]);
      return {};
    }
    buffer.resize(static_cast<size_t>(count));
    BMRT_TRY(file.read(static_cast<uint64_t>(position), buffer.data(),
                       buffer.size()));
    std::ranges::copy(buffer, tokens);
    return {};
  }
  const Vocabulary &vocabulary() const override { return bytes; }
  uint32_t fingerprint() const override { return crc; }

private:
  Status readAll(const std::vector<std::string> &files) {
    for (const std::string &path : files) {
      std::string part;
      BMRT_TRY(readWhole(path, part));
      crc = crc32c(crc, part.data(), part.size());
      contents += part;
    }
    return {};
  }

  /// Read where a window is, if it is one and not compressed.
  FileReader file;
  std::string contents; ///< else
  std::vector<unsigned char> buffer;
  Vocabulary bytes = makeByteTokenizer();
  uint32_t crc = 0;
};

/// Files one after the other, each behind its byte order mark.
struct WholeText {
  std::string contents;
  uint32_t crc = 0;
  struct Part {
    size_t begin;
    std::string path;
  };
  std::vector<Part> parts;

  Status read(const std::vector<std::string> &files);
  /// "PATH:LINE:COLUMN" of a byte; the column counts characters.
  std::string positionOf(size_t offset) const;
};

Status WholeText::read(const std::vector<std::string> &files) {
  for (const std::string &path : files) {
    std::string file;
    BMRT_TRY(readWhole(path, file));
    BMRT_TRY(refuseUtf16(path, file));
    crc = crc32c(crc, file.data(), file.size());
    if (file.starts_with(kByteOrderMark))
      file.erase(0, kByteOrderMark.size());
    parts.push_back({contents.size(), path});
    if (parts.size() == 1)
      contents = std::move(file);
    else
      contents += file;
  }
  return {};
}

std::string WholeText::positionOf(size_t offset) const {
  const Part &part =
      *(std::ranges::upper_bound(parts, offset, {}, &Part::begin) - 1);
  std::string_view before =
      std::string_view(contents).substr(part.begin, offset - part.begin);
  size_t lineStart = before.rfind('\n') + 1; // npos + 1 == 0
  auto column = std::ranges::count_if(before.substr(lineStart), [](char byte) {
    return (byte & 0xC0) != 0x80;
  });
  return fmt::format("{}:{}:{}", part.path,
                     std::ranges::count(before, '\n') + 1, column + 1);
}

Status openTokens(const std::string &path,
                  const std::vector<std::string> &files,
                  const TokenizerSettings &settings,
                  std::unique_ptr<TokenSource> &out) {
  WholeText whole;
  BMRT_TRY(whole.read(files));
  std::string_view text = whole.contents;
  MemoryUse use("reading", path, text.size());
  bool takesAnyBytes = settings.saved ? settings.saved->takesAnyBytes()
                                      : settings.kind == Vocabulary::Kind::Bpe;
  size_t invalid = takesAnyBytes ? text.npos : findInvalidUtf8(text);
  if (invalid != text.npos)
    return badInput("{}: {}", whole.positionOf(invalid),
                    invalidUtf8(text[invalid]));
  return openLearnt(path, text, whole.crc, settings, out);
}

} // namespace

/// The vocabulary that is there before the data: of a checkpoint, or of a file.
static Status readSaved(const Json &data, const Json *identity,
                        Vocabulary &saved, TokenizerSettings &out) {
  const Json *json = identity ? findMember(*identity, "vocabulary") : nullptr;
  std::string file;
  if (findMember(data, "tokenizer_file"))
    BMRT_TRY(getString(data, "tokenizer_file", file).withContext("data"));
  if (json) {
    BMRT_TRY(Vocabulary::fromJson(*json, saved).withContext("checkpoint"));
    if (file.empty() && saved.kind() != out.kind)
      return badInput("the checkpoint was trained with another tokenizer");
    file = "the checkpoint";
  } else if (!file.empty()) {
    TokenizerPtr tokenizer;
    BMRT_TRY(loadTokenizer(file, tokenizer));
    saved = Vocabulary(std::move(tokenizer));
  } else {
    return {};
  }
  if (saved.size() > out.vocabularySize)
    return badInput("{} has {} tokens, expected at most vocab_size = {}", file,
                    saved.size(), out.vocabularySize);
  out.kind = saved.kind();
  out.saved = &saved;
  return {};
}

Status bmc::readTokenizerSettings(const Json &data, const Json *identity,
                                  Vocabulary &saved, TokenizerSettings &out) {
  std::string name;
  BMRT_TRY(getInt(data, "vocab_size", out.vocabularySize).withContext("data"));
  BMRT_TRY(getString(data, "tokenizer", name).withContext("data"));
  if (name != "file")
    BMRT_TRY(parseTokenizerKind(name, out.kind));
  const Json *lowercase = findMember(data, "lowercase");
  out.lowercase = lowercase && *lowercase == true;
  if (findMember(data, "pattern")) {
    BMRT_TRY(getString(data, "pattern", name).withContext("data"));
    BMRT_TRY(parsePattern(name, out.pattern).withContext("data"));
  }
  return readSaved(data, identity, saved, out);
}

Status bmc::openText(const std::string &path, const TokenizerSettings &settings,
                     std::unique_ptr<TokenSource> &out) {
  std::vector<std::string> files;
  BMRT_TRY(findFiles(path, files));
  if (settings.kind == Vocabulary::Kind::Char)
    return openCharacters(path, files, settings, out);
  if (settings.kind == Vocabulary::Kind::None)
    return badInput("text needs a tokenizer, found 'none'");
  if (settings.kind != Vocabulary::Kind::Byte)
    return openTokens(path, files, settings, out);
  if (settings.vocabularySize < 256)
    return badInput("found vocab_size = {}, expected at least 256 with "
                    "tokenizer = byte",
                    settings.vocabularySize);
  auto text = std::make_unique<ByteText>();
  BMRT_TRY(text->open(files));
  out = std::move(text);
  return {};
}
