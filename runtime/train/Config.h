//===- Config.h - Typed view of the program's configuration -----*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_CONFIG_H
#define BMC_RUNTIME_TRAIN_CONFIG_H

#include "runtime/abi/Abi.h"
#include "runtime/abi/Decoding.h"
#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/train/MetricValue.h"
#include "runtime/train/Settings.h"
#include "runtime/train/Watch.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace bmc {

/// The generate section: defaults of the verb's flags.
struct GenerateSettings {
  std::string prompt;
  int64_t maxNewTokens = 0;
  DecodingSettings decoding;
  uint64_t seed = 0;
  std::vector<std::string> stops; ///< see infer/Transcript
  std::string turn;               ///< what a message of --chat becomes
  std::string answerEnd;          ///< what is behind each answer of --chat
  /// Of a model that generates targets from sources: the inputs of a source,
  /// the input that has the targets (may be empty), and the token before the
  /// first; -1: that of a line end.
  std::vector<std::string> sources;
  std::string targets;
  int64_t start = -1;
};

enum class DataKind { Text, Lines, Chat, Pairs, Csv, Tokens, Images };

/// Whether rows are examples of their own, no pieces of a text to go on with.
inline bool hasRows(DataKind kind) {
  return kind == DataKind::Csv || kind == DataKind::Images;
}

/// An output that is more than a number: what a classifier says.
struct OutputInfo {
  enum class Kind {
    Values,
    Classes,     ///< a score per class, of which softmax makes probabilities
    Score,       ///< a score of the second of two classes, for sigmoid
    Probability, ///< of the second of two classes
  };
  std::string name;
  Kind kind = Kind::Values;
  std::string targets; ///< column of the classes; may be empty
};

/// BmrtProgram::config, whose keys runtime/README.md lists. The sections data,
/// train, metrics and generate are optional; without them their members keep
/// the values below.
struct Config {
  std::string model;
  std::string source; ///< the .model file, for messages
  std::string dtype;
  bool hasData = false;
  std::string dataPath; ///< may be empty
  DataKind dataKind = DataKind::Text;
  int64_t vocabSize = 0;     ///< of the model; 0 for tables
  bool hasTokenizer = false; ///< whether texts become tokens
  std::string loss;          ///< as written: "cross_entropy(output, targets)"
  std::string batchDim;      ///< run-time dim that counts rows; may be ""
  Settings train;
  Monitor best; ///< what `best`, early stopping and plateaus go by
  std::vector<MetricInfo> metrics;
  std::vector<OutputInfo> outputs; ///< those of classifiers
  std::optional<GenerateSettings> generate;
  /// The whole document. Never null after parseConfig.
  std::shared_ptr<const Json> document;
};

/// Internal error where the compiler emitted something unexpected.
Status parseConfig(const BmrtProgram &program, Config &config);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_CONFIG_H
