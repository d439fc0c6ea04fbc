//===- BpeTest.cpp - Where the tokens of a BPE stand ----------------------===//
#include "TempFolder.h"
#include "runtime/tokenizer/HuggingFace.h"

#include <nlohmann/json.hpp>

using namespace bmc;

TEST(Bpe, WhatIsUnknownBesideMarkedTokensHasAPlace) {
  Json model = {
      {"type", "BPE"},
      {"unk_token", "?"},
      {"fuse_unk", true},
      {"continuing_subword_prefix", "##"},
      {"end_of_word_suffix", "</w>"},
      {"vocab", {{"?", 0}, {"a", 1}, {"##b", 2}, {"##c</w>", 3}, {"##a", 4}}},
      {"merges", Json::array()}};
  auto places = [&] {
    TokenizerPtr tokenizer;
    EXPECT_OK(readHuggingFace({{"model", model}}, tokenizer));
    std::vector<int32_t> ids;
    std::vector<TextSpan> spans;
    EXPECT_OK(tokenizer->encodePlaced("ab\u26A2\u1E4Fxac", ids, spans));
    std::string text;
    for (size_t i = 0; i < ids.size(); ++i)
      text += fmt::format("{}:{}-{} ", ids[i], spans[i].begin, spans[i].end);
    return text;
  };
  EXPECT_EQ(places(), "1:0-1 2:1-2 0:2-9 4:9-10 3:10-11 ");
  model["fuse_unk"] = false;
  EXPECT_EQ(places(), "1:0-1 2:1-2 0:2-5 0:5-8 0:8-9 4:9-10 3:10-11 ");
  model["unk_token"] = nullptr;
  EXPECT_EQ(places(), "1:0-1 2:1-2 4:9-10 3:10-11 ");
}
