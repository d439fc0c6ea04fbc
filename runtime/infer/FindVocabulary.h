//===- FindVocabulary.h - What the ids of weights mean ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_FINDVOCABULARY_H
#define BMC_RUNTIME_INFER_FINDVOCABULARY_H

#include "runtime/train/Session.h"

namespace bmc {

/// From the weights that `record` is of; if they do not say, from the data,
/// with a note.
Status findVocabulary(const Session &session, const RunRecord &record,
                      Vocabulary &vocabulary);

/// That of sources: one of their own, or `targets`.
Status findSourceVocabulary(const Session &session, const RunRecord &record,
                            const Vocabulary &targets, Vocabulary &sources);

/// Of the weights that --init, --checkpoint or the run directory name, without
/// loading them; where there are none yet, of the file that the data section
/// names.
Status findVocabularyOnly(const Session &session, Vocabulary &vocabulary);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_FINDVOCABULARY_H
