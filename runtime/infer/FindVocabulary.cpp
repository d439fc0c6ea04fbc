//===- FindVocabulary.cpp - What the ids of weights mean ------------------===//
#include "runtime/infer/FindVocabulary.h"

#include "runtime/data/Checkpoint.h"
#include "runtime/data/TokenSource.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace bmc {

/// What the ids of a vocabulary stand for.
static const char *partsOf(const Vocabulary &vocabulary) {
  switch (vocabulary.kind()) {
  case Vocabulary::Kind::Char:
    return "characters";
  case Vocabulary::Kind::Words:
    return "words";
  default:
    return "parts of words";
  }
}

Status findVocabulary(const Session &session, const RunRecord &record,
                      Vocabulary &vocabulary) {
  // Targets of tables are numbers.
  if (hasRows(session.config.dataKind))
    return {};
  const Json *saved =
      record.names ? findMember(*record.names, "vocabulary") : nullptr;
  if (saved)
    BMRT_TRY(Vocabulary::fromJson(*saved, vocabulary));
  if (vocabulary.kind() != Vocabulary::Kind::None)
    return {};
  // What shards do not say, a file does, or nobody.
  if (session.config.dataKind == DataKind::Tokens) {
    TokenizerSettings settings;
    return readTokenizerSettings(*findMember(*session.config.document, "data"),
                                 nullptr, vocabulary, settings);
  }
  std::unique_ptr<Dataset> data;
  BMRT_TRY(
      openRunData(session, record, "generate", 0, /*mustMatch=*/false, data));
  vocabulary = data->vocabulary();
  bool isOfData = vocabulary.kind() != Vocabulary::Kind::None &&
                  vocabulary.kind() != Vocabulary::Kind::Byte;
  if (isOfData && !session.options.quiet)
    std::fputs(fmt::format("note: the weights do not say which {} "
                           "their ids are; those of {} are taken\n",
                           partsOf(vocabulary), data->path())
                   .c_str(),
               stderr);
  return {};
}

Status findSourceVocabulary(const Session &session, const RunRecord &record,
                            const Vocabulary &targets, Vocabulary &sources) {
  constexpr const char *kKey = "source_vocabulary";
  sources = targets;
  if (!findMember(*session.config.document, "data.source"))
    return {};
  if (record.names && findMember(*record.names, kKey))
    return Vocabulary::fromJson(*findMember(*record.names, kKey), sources);
  std::unique_ptr<Dataset> data;
  BMRT_TRY(
      openRunData(session, record, "generate", 0, /*mustMatch=*/false, data));
  Json identity = data->identity();
  return Vocabulary::fromJson(*findMember(identity, kKey), sources);
}

Status findVocabularyOnly(const Session &session, Vocabulary &vocabulary) {
  const Json *data = findMember(*session.config.document, "data");
  std::string weights;
  Status found = findWeightFile(session, weights);
  RunRecord record;
  if (found.ok())
    BMRT_TRY(readNames(weights, record.names));
  TokenizerSettings settings;
  Vocabulary saved;
  BMRT_TRY(readTokenizerSettings(*data, record.names.get(), saved, settings));
  if (!settings.saved && settings.kind == Vocabulary::Kind::Byte) {
    vocabulary = makeByteTokenizer();
    return {};
  }
  if (!settings.saved)
    return found.ok() ? badInput("{} does not say what its ids mean", weights)
                      : found;
  vocabulary = std::move(saved);
  return {};
}

} // namespace bmc
