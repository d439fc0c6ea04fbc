//===- Prompts.h - What generate continues ----------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_PROMPTS_H
#define BMC_RUNTIME_INFER_PROMPTS_H

#include "runtime/core/Status.h"

#include <string>
#include <vector>

namespace bmc {

/// Reads prompts from a file, or standard input: one a line, or, of a file
/// `*.jsonl`, the member `prompt` of the object on each line; standard input
/// holds what its first line is. BadInput with the line where there is none.
Status readPrompts(const std::string &path, std::vector<std::string> &prompts);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_PROMPTS_H
