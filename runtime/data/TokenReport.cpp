//===- TokenReport.cpp - What should be known of a text before training ---===//
#include "runtime/data/TokenReport.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace bmc {

/// Tokens that are looked at, and that are named, at most.
static constexpr int64_t kMostTokens = int64_t{1} << 28;
static constexpr size_t kNamed = 5;

/// A token as messages show it.
static std::string nameOf(const Vocabulary &vocabulary, size_t id) {
  if (vocabulary.kind() == Vocabulary::Kind::None)
    return std::to_string(id);
  std::string text;
  vocabulary.decode(static_cast<int32_t>(id), text);
  return fmt::format("{:?}", text);
}

static Status countTokens(TokenSource &tokens, int64_t total,
                          std::vector<int64_t> &counts) {
  std::vector<int32_t> buffer(size_t{1} << 16);
  for (int64_t at = 0; at < total;) {
    int64_t part = std::min(total - at, static_cast<int64_t>(buffer.size()));
    BMRT_TRY(tokens.read(at, part, buffer.data()));
    for (int32_t id : std::span(buffer).first(static_cast<size_t>(part))) {
      if (static_cast<size_t>(id) >= counts.size())
        counts.resize(static_cast<size_t>(id) + 1);
      ++counts[static_cast<size_t>(id)];
    }
    at += part;
  }
  return {};
}

static int64_t countUnknown(const Vocabulary &vocabulary,
                            const std::vector<int64_t> &counts) {
  for (const char *name : {"<UNK>", "[UNK]", "<unk>"}) {
    int32_t id = vocabulary.specialNamed(name);
    if (id >= 0)
      return static_cast<size_t>(id) < counts.size()
                 ? counts[static_cast<size_t>(id)]
                 : 0;
  }
  return -1;
}

Status reportTokens(TokenSource &tokens, std::vector<std::string> &lines) {
  const Vocabulary &vocabulary = tokens.vocabulary();
  int64_t total = std::min(tokens.size(), kMostTokens);
  std::vector<int64_t> counts;
  BMRT_TRY(countTokens(tokens, total, counts));
  auto all = static_cast<double>(total);
  std::vector<size_t> order;
  double entropy = 0;
  for (size_t id = 0; id < counts.size(); ++id) {
    if (counts[id] == 0)
      continue;
    order.push_back(id);
    double share = static_cast<double>(counts[id]) / all;
    entropy -= share * std::log(share);
  }
  std::ranges::sort(order, {},
                    [&](size_t id) { return std::pair(-counts[id], id); });
  std::string frequent;
  for (size_t i = 0; i < std::min(order.size(), kNamed); ++i)
    frequent += fmt::format("{}{} {:.1f} %", i ? ", " : "",
                            nameOf(vocabulary, order[i]),
                            100 * static_cast<double>(counts[order[i]]) / all);
  auto add = [&](std::string_view what, const std::string &text) {
    lines.push_back(fmt::format("{:<12}{}", what, text));
  };
  add("tokens", fmt::format("{} of which {} are different; the most frequent: "
                            "{}",
                            total, order.size(), frequent));
  if (int64_t unknown = countUnknown(vocabulary, counts); unknown >= 0)
    add("unknown", fmt::format("{} tokens are unknown ({:.1f} %)", unknown,
                               100 * static_cast<double>(unknown) / all));
  add("baseline", fmt::format("a loss of {:.4f}, of how frequent tokens are "
                              "and nothing else",
                              entropy));
  return {};
}

} // namespace bmc
