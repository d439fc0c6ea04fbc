//===- Program.h - A checked .model file ------------------------*- C++ -*-===//
//
// What Sema makes of a file without errors: every block instantiated, every
// loop unrolled, every shape known. Knows nothing of MLIR; EmitIr turns it
// into the graph phase one to one.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_FRONTEND_PROGRAM_H
#define BMC_FRONTEND_PROGRAM_H

#include "frontend/Ast.h"
#include "runtime/abi/Decoding.h"

#include "llvm/ADT/SmallVector.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bmc {

/// A run-time size, 1 <= size <= bound: a declared one, or one that is computed
/// from others as its name says (ir/DerivedSize.h).
struct DimInfo {
  std::string name;
  int64_t bound = 0;
  SourceRange range;
};

/// One extent of a tensor: a run-time dim, or a number with its spelling.
struct Size {
  int64_t value = 0; ///< the number; for a dim its bound
  const DimInfo *dim = nullptr;
  /// How the file writes it ("4*D"), for messages; may be empty.
  std::string text;

  bool isStatic() const { return !dim; }
  /// Repeats against any size.
  bool isOne() const { return isStatic() && value == 1; }
  /// Equal as extents; the spelling does not count.
  bool operator==(const Size &other) const {
    return dim == other.dim && (dim || value == other.value);
  }
};
using Shape = llvm::SmallVector<Size, 4>;

struct TensorType {
  ast::ElementType element = ast::ElementType::F32;
  Shape shape;

  size_t rank() const { return shape.size(); }
  bool isFloat() const { return element == ast::ElementType::F32; }
  bool operator==(const TensorType &other) const {
    return element == other.element && shape == other.shape;
  }
};

/// "4*D=1024", "S", "768".
std::string format(const Size &size);
/// "f32[B, S, D=256]".
std::string format(const TensorType &type);

struct InitSpec {
  enum class Kind { Constant, Normal, Uniform, TruncNormal, Orthogonal };
  Kind kind = Kind::Constant;
  double a = 0, b = 0;
  double low = 0, high = 0; ///< TruncNormal: the ends of its range
  /// Not None: a is a gain, and what is divided by it follows from the sizes of
  /// the parameter; resolveInit makes it None.
  enum class Fan { None, In, Out, Mean };
  Fan fan = Fan::None;
};

enum class OpKind {
#define OP(Kind) Kind,
#include "frontend/Ops.def"
};

/// What is known of the values of an i32 tensor.
struct IntegerValues {
  /// Of those that are known here; none at first.
  int64_t least = INT64_MAX, most = INT64_MIN;
  /// Others come from inputs, which are checked as they are read.
  bool hasOthers = false;

  static IntegerValues between(int64_t least, int64_t most) {
    return {least, most, false};
  }
  static IntegerValues any() { return between(INT32_MIN, INT32_MAX); }
  void join(const IntegerValues &other) {
    least = std::min(least, other.least);
    most = std::max(most, other.most);
    hasOthers |= other.hasOthers;
  }
  /// What arithmetic has to reckon with.
  IntegerValues range() const { return hasOthers ? any() : *this; }
};

/// Index of a node in Program::nodes.
using NodeId = int;

/// One operation with one result. See Ops.def for the meaning of the payload.
struct Node {
  OpKind op = OpKind::Input;
  llvm::SmallVector<NodeId, 3> operands;
  TensorType type;
  double real = 0;
  llvm::SmallVector<int64_t, 4> integers;
  bool flags[2] = {false, false};
  /// Parameter: not trained, but changed by Program::updates.
  bool isBuffer = false;
  std::string name;
  InitSpec init;
  /// Parameter: to be trained by the rows that a batch names.
  bool isSparse = false;
  /// Parameter: index in TrainConfig::groups, or kFrozen.
  int group = 0;
  static constexpr int kFrozen = -1;
  IntegerValues values; ///< i32
  SourceRange range;    ///< in the user's file
  std::string member;   ///< "blocks.3.attn"
};

/// A field of the data that the program reads, or a forward input.
struct DataField {
  std::string name;
  TensorType type;
  SourceRange range;
  /// csv: the columns that fill the last axis; others: empty.
  std::vector<std::string> columns;
  /// csv: one column that fits [B] as well as [B, 1].
  bool isSingleColumn = false;
  bool used = false;
  /// csv: how many tokens a text of its column has.
  bool isLength = false;
  /// csv: whether the values of its columns are missing.
  bool isMissing = false;
  /// csv: the weight of the class of a category.
  bool isWeight = false;
  /// csv: the tokens of a text that masking hides, -1 for all others.
  bool isTargets = false;
  /// csv, images: 1 at the place of the class, else 0.
  bool isOneHot = false;
  /// i32: every value is below this; 0 if nothing is known.
  int64_t limit = 0;
};

struct CsvColumn {
  std::string name;
  std::string type; ///< "f32", "i32", "category", "text", "image", "date"
  int64_t size = 0; ///< number of categories, or of a text's tokens at most
  std::vector<int64_t> extents = {};   ///< of a text or image
  std::vector<std::string> parts = {}; ///< of a date
  /// What stands for a missing value: "mean", "median", "constant" or, for an
  /// error, nothing.
  std::string missing = "";
  std::string constant = ""; ///< as the file would have it
  /// "standard", "minmax", "log1p" or nothing.
  std::string normalize = "";
  /// What a category becomes that the training data does not contain.
  std::optional<std::string> unknown = std::nullopt;
};

/// How texts become tokens.
struct TokenizerConfig {
  std::string tokenizer = "none";
  int64_t vocabSize = 0;
  bool lowercase = false;    ///< of words
  std::string pattern;       ///< of bpe; empty for the standard one
  std::string tokenizerFile; ///< of "file"
};

struct DataConfig : TokenizerConfig {
  std::string name, kind, path;
  /// pairs: that of sources, where they have their own; tokens at most.
  std::optional<TokenizerConfig> source;
  int64_t sourceLength = 0, targetLength = 0;
  int64_t length = 0;  ///< lines, chat: tokens of a row, at most
  bool bucket = false; ///< batches are of rows of similar length
  bool pack = false;   ///< a row is as many sequences as fit
  /// How likely a token is hidden, to be found again or for the sake of those
  /// after it; the token behind all others that hides it, where the tokenizer
  /// has none of its own.
  double masking = 0, wordDropout = 0;
  std::optional<int64_t> maskToken;
  /// chat: what messages of each role become, and what a conversation begins
  /// with.
  std::vector<std::pair<std::string, std::string>> roles;
  std::string begin;
  std::string window; ///< name of the window's dim; empty if it is a number
  double train = 0.9, val = 0.1;
  /// How rows are split: "group", "stratify", "time", "given" or, by chance,
  /// nothing; the column or the file that says it, and what the column holds.
  std::string splitBy, splitColumn, trainValue, valValue, valFile;
  /// How rows are drawn for training: "balance", "weight" or nothing, and the
  /// column that says it.
  std::string sample, sampleColumn;
  std::vector<CsvColumn> columns;
  std::string separator, decimal; ///< csv: empty if the file shows them
  std::optional<bool> dayFirst;   ///< in dates such as 02/03/2024
  /// Images: channels, height and width; the file of their labels, or empty if
  /// folders say what an image shows; what is subtracted from pixels in [0, 1]
  /// and then divided by, a number for each channel or one for all, unless both
  /// are found in the data.
  std::vector<int64_t> size;
  std::string labels;
  int64_t classes = 0;
  std::vector<double> mean{0}, deviation{1};
  bool normalize = false;
  double mixup = 0; ///< shape of the distribution of shares; 0: off
  /// What training changes at random in images: names of data.augment.
  std::vector<std::pair<std::string, double>> augment;
};

struct RateSchedule {
  std::string kind = "constant"; ///< a name of runtime/abi/Schedules.h
  double base = 0;
  int64_t warmup = 0;
  double min = 0;
  /// Further numbers that are written.
  std::vector<std::pair<std::string, double>> numbers;
  std::vector<int64_t> milestones;
};

struct OptimizerConfig {
  std::string name; ///< of ir/optimizers: "AdamW"
  RateSchedule lr;
  std::map<std::string, double> numbers; ///< all of its options
};

/// Parameters that are trained alike.
struct ParameterGroup {
  std::string optimizer;
  std::map<std::string, double> numbers; ///< of the optimizer and this group
};

/// What an evaluation is judged by: "loss" or the name of a metric.
struct MonitorConfig {
  std::string metric = "loss";
  bool higherIsBetter = false;
};

struct TrainConfig {
  std::string loss; ///< as written
  MonitorConfig best;
  int64_t patience = 0; ///< evaluations; 0: no early stop
  double minDelta = 0;
  OptimizerConfig optimizer;
  /// Of what `optimizer` does not train. Its rate follows that one's.
  OptimizerConfig others;
  int64_t batchSize = 32, accumulate = 1;
  int64_t maxSteps = 0, epochs = 0; ///< exactly one is not 0
  int64_t seed = 1337;
  double clipGradNorm = 0, clipGradValue = 0; ///< 0: off
  double ema = 0;                             ///< 0: no averages
  bool carryState = false; ///< recurrent state goes on from batch to batch
  std::vector<ParameterGroup> groups;
  int64_t evalEvery = 250, evalBatches = 20;
  int64_t checkpointEvery = 500, keep = 3;
};

struct GenerateConfig {
  std::string prompt;
  int64_t maxNewTokens = 200;
  DecodingSettings decoding;
  int64_t seed = 1337;
  std::vector<std::string> stops;   ///< generation ends before these
  std::string turn = "{message}\n"; ///< what a message of a chat becomes
  std::string answerEnd;            ///< what is behind each answer of a chat
  /// Of a model that generates targets from sources: the input that holds what
  /// comes before each target, the token before the first (where the data does
  /// not say it), the other inputs, and the field of the targets, if it is
  /// known.
  std::string input;
  std::optional<int64_t> start;
  std::vector<std::string> sources;
  std::string targets;
};

/// A result of the model's forward: "output", or the name it is given there.
struct Output {
  std::string name;
  NodeId node;
  /// A classifier's: "classes" for a score of each, "score" or "probability"
  /// for one of the second of two, and the field that has the classes, if one
  /// does.
  std::string kind = {}, targets = {};
};

/// What an evaluation computes over all of its rows, beside the loss.
struct Metric {
  std::string name;
  /// The value, made of sums over rows; -1 for a ranking.
  NodeId value = -1;
  /// Of a ranking, the area under the ROC curve: what its rows are ordered by,
  /// and 1, 0 or, for what does not count, -1.
  NodeId scores = -1, labels = -1;
  std::string better;  ///< "higher", "lower", or empty if not known
  std::string targets; ///< field of the classes; empty if there are none
};

struct Program {
  std::string model, source;
  /// Values of params after -D, in order, as text.
  std::vector<std::pair<std::string, std::string>> params;
  /// Those that are declared, then computed ones, each behind those in it.
  std::vector<std::unique_ptr<DimInfo>> dims;
  const DimInfo *batch = nullptr;

  std::vector<Node> nodes;
  std::vector<NodeId> parameters;
  /// Further paths of tied parameters: PyTorch lists a weight under each.
  std::vector<std::pair<std::string, NodeId>> aliases;
  /// Buffers, and the value that each has after a training step.
  std::vector<std::pair<NodeId, NodeId>> updates;
  std::vector<NodeId> inputs;  ///< of forward, in order
  std::vector<NodeId> targets; ///< data read only by the loss
  std::vector<Output> outputs; ///< none after an error
  NodeId loss = -1;            ///< -1 without a train block
  std::vector<Metric> metrics;

  std::vector<DataField> fields;
  std::unique_ptr<DataConfig> data;
  std::unique_ptr<TrainConfig> train;
  std::unique_ptr<GenerateConfig> generate;
};

} // namespace bmc

#endif // BMC_FRONTEND_PROGRAM_H
