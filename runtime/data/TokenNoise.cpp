//===- TokenNoise.cpp - Tokens that are hidden or left out ----------------===//
#include "runtime/data/TokenNoise.h"

#include "runtime/core/Rng.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace bmc {

/// In the place of an epoch, for what is no training.
static constexpr uint32_t kNoEpoch = std::numeric_limits<uint32_t>::max();

static bool isBelow(uint32_t word, double probability) {
  return static_cast<double>(word) < probability * 0x1p32;
}

Status TokenNoise::configure(const Json &data, const DataOptions &options) {
  seed = options.seed;
  if (options.function == "predict")
    return {};
  for (auto [name, value] :
       {std::pair("masking", &masking), std::pair("word_dropout", &dropout)}) {
    if (findMember(data, name))
      BMRT_TRY(getDouble(data, name, *value).withContext("data"));
    if (!(*value >= 0 && *value < 1))
      return badInput("data.{}: found {}, expected a probability below 1", name,
                      *value);
  }
  return findMember(data, "mask_token")
             ? getInt(data, "mask_token", mask).withContext("data")
             : Status();
}

Status TokenNoise::fit(const Vocabulary &known) {
  vocabulary = known;
  if ((masking == 0 && dropout == 0) || mask >= 0)
    return {};
  static constexpr const char *masks[] = {"[MASK]", "<mask>", "<MASK>"};
  static constexpr const char *unknown[] = {"[UNK]", "<unk>", "<UNK>"};
  for (const char *name : masks)
    if (mask < 0)
      mask = vocabulary.specialNamed(name);
  for (const char *name : unknown)
    if (mask < 0 && dropout > 0)
      mask = vocabulary.specialNamed(name);
  return mask >= 0 ? Status()
                   : badInput("the tokenizer has no token '[MASK]' or '<mask>' "
                              "that hides others");
}

bool TokenNoise::isOrdinary(int32_t token) const {
  return token != mask && token != vocabulary.lineEnd() &&
         !vocabulary.isPlaceholder(token);
}

/// One of the tokens; a special one is drawn again, a few times.
int32_t TokenNoise::anyToken(uint32_t word) const {
  auto size = static_cast<uint64_t>(vocabulary.size());
  int32_t token = 0;
  for (int i = 0; i < 16; ++i) {
    token = static_cast<int32_t>(word * size >> 32);
    if (isOrdinary(token))
      break;
    word = word * 747796405u + 2891336453u; // a step of PCG
  }
  return token;
}

void TokenNoise::apply(int64_t row, const Occasion *occasion,
                       std::vector<int32_t> &tokens,
                       std::vector<bool> &chosen) const {
  chosen.assign(tokens.size(), false);
  double probability = masks() ? masking : occasion ? dropout : 0;
  if (probability == 0)
    return;
  Rng rng(seed, kNoiseStream,
          occasion ? static_cast<uint32_t>(occasion->epoch) : kNoEpoch);
  for (size_t i = 0; i < tokens.size(); ++i) {
    PhiloxBlock words = rng.block(static_cast<uint64_t>(row) << 24 | i);
    if (!isOrdinary(tokens[i]) || !isBelow(words[0], probability))
      continue;
    chosen[i] = true;
    if (!masks() || isBelow(words[1], 0.8))
      tokens[i] = static_cast<int32_t>(mask);
    else if (isBelow(words[1], 0.9))
      tokens[i] = anyToken(words[2]);
  }
}

} // namespace bmc
