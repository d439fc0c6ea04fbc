//===- Tokens.cpp - The verb tokenize -------------------------------------===//
#include "runtime/infer/Tokens.h"

#include "runtime/core/ThreadPool.h"
#include "runtime/infer/FindVocabulary.h"

namespace bmc {

Status runTokenize(Session &session) {
  Vocabulary vocabulary;
  BMRT_TRY(findVocabularyOnly(session, vocabulary));
  BMRT_TRY(startThreads(session.options.threads));
  return tokenize(*vocabulary.get(), session.options.tokenize);
}

} // namespace bmc
