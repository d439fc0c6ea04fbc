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

/// That of the weights, else of the file that the data section names; bytes
/// need neither. It stays empty where nothing says it.
static Status namedVocabulary(const Session &session, const RunRecord &record,
                              Vocabulary &vocabulary) {
  const Json &data = *findMember(*session.config.document, "data");
  const Json *names = record.names.get();
  TokenizerSettings settings;
  BMRT_TRY(readTokenizerSettings(data, names, vocabulary, settings));
  // Weights that were trained on ids do not say what those stand for.
  if (names && settings.kind == Vocabulary::Kind::None)
    BMRT_TRY(readTokenizerSettings(data, nullptr, vocabulary, settings));
  if (!settings.saved && settings.kind == Vocabulary::Kind::Byte)
    vocabulary = makeByteTokenizer();
  return {};
}

Status findVocabulary(const Session &session, const RunRecord &record,
                      Vocabulary &vocabulary) {
  // Targets of tables are numbers.
  if (hasRows(session.config.dataKind))
    return {};
  BMRT_TRY(namedVocabulary(session, record, vocabulary));
  bool isKnown = vocabulary.kind() != Vocabulary::Kind::None;
  // Of shards, what nobody says are ids.
  if (isKnown || session.config.dataKind == DataKind::Tokens)
    return {};
  std::unique_ptr<Dataset> data;
  BMRT_TRY(
      openRunData(session, record, "generate", 0, /*mustMatch=*/false, data));
  vocabulary = data->vocabulary();
  if (vocabulary.kind() != Vocabulary::Kind::None && !session.options.quiet)
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
  std::string weights;
  Status found = findWeightFile(session, weights);
  RunRecord record;
  if (found.ok())
    BMRT_TRY(readNames(weights, record.names));
  BMRT_TRY(namedVocabulary(session, record, vocabulary));
  if (vocabulary.kind() != Vocabulary::Kind::None)
    return {};
  return found.ok() ? badInput("{} does not say what its ids mean", weights)
                    : found;
}

} // namespace bmc
