//===- Analyzer.h - From the parts of a file to its program -----*- C++ -*-===//
#ifndef BMC_FRONTEND_SEMA_ANALYZER_H
#define BMC_FRONTEND_SEMA_ANALYZER_H

#include "frontend/sema/Evaluator.h"
#include "frontend/sema/Settings.h"

namespace bmc {

struct TokenizerForm;

/// Evaluates one file in dependency order: params, dims, data, model, loss.
class Analyzer {
public:
  Analyzer(const ast::File &file, const ast::File &library,
           const Defines &defines, Program &program,
           DiagnosticEngine &diagnostics)
      : file(file), library(library), defines(defines), program(program),
        evaluator(program, diagnostics), diagnostics(diagnostics) {}

  void run(UnresolvedNames unresolved);

private:
  // Analyzer.cpp
  bool selectDeclarations();

  // Params.cpp
  void evaluateParams();
  bool applyDefine(const ast::ParamDecl &param, Value &value);
  void declareDims();
  void findBatchDim();
  void boundDims();

  // Model.cpp
  bool checkInputs();
  void bindInputs(Instance &model, Frame &frame);
  NodeId makeInput(DataField &field, const TensorType &type, SourceRange range);
  void buildModel();
  bool findOutputs(std::vector<Output> &outputs);
  bool addOutput(const Value &value, llvm::StringRef name,
                 std::vector<Output> &outputs);
  bool checkDimsHaveValues();
  bool bindResults();
  void buildLoss();
  std::string fieldOf(NodeId id) const;
  void describeOutputs();

  // Metrics.cpp
  void buildMetrics();
  void addMetric(const ast::Expr &expr, const ast::Name &name);
  Value evalMetric(const ast::Expr &expr);
  std::optional<std::vector<Actual>> lossArguments(const ast::Expr &metric);
  bool checkMetric(const ast::Expr &expr, const Metric &metric);
  NodeId findOtherThanSum(NodeId metric) const;

  // EarlyStop.cpp
  void analyzeEarlyStop();
  std::optional<MonitorConfig> readMonitor(const ast::Expr &expr);

  // Data.cpp
  void analyzeData();

  // Split.cpp
  void analyzeSplit(const ast::Expr &expr);
  void analyzeShares(const ast::Expr &expr,
                     const llvm::StringMap<const ast::Expr *> &entries);
  bool isFileSplit(const llvm::StringMap<const ast::Expr *> &entries);
  void analyzeGivenSplit(const ast::Expr &expr,
                         const llvm::StringMap<const ast::Expr *> &entries);
  void analyzeSample(const ast::Expr &expr);
  std::optional<llvm::StringMap<const ast::Expr *>>
  readEntries(const ast::Expr &expr, llvm::StringRef what,
              llvm::ArrayRef<llvm::StringRef> known, llvm::StringRef example);

  // Data.cpp, continued
  void analyzeTokenizer(const ast::Expr &expr);
  void analyzeTokenizerArguments(const ast::CallExpr &call,
                                 const TokenizerForm &form);
  void readTokenizer(Settings &settings, const std::string &what);
  void readNumbering(Settings &settings);
  void readBucket(Settings &settings);
  void readNoise(Settings &settings);
  void analyzeTokens(Settings &settings);
  void analyzeSequences(Settings &settings);
  std::optional<Size> readLength(Settings &settings, llvm::StringRef key,
                                 llvm::StringRef input);
  void analyzePairs(Settings &settings);
  DataField &addField(llvm::StringRef name, TensorType type, int64_t limit);
  /// The shape that the model's input of this name is written with.
  std::optional<Shape> findInputShape(llvm::StringRef input, size_t rank);
  std::optional<Size> findWindow();

  // ChatTemplate.cpp
  void analyzeTemplate(const ast::Expr *expr);
  void readRole(const ast::Argument &entry);
  void inheritTemplate(GenerateConfig &generate);

  // Columns.cpp
  void analyzeColumns(Settings &settings);
  void analyzeColumn(const ast::ColumnDecl &column);
  void analyzeColumnPixels(Settings &settings);
  void reportNeedless(const ast::Expr &setting, const std::string &key,
                      const std::string &column);
  std::vector<std::string> columnNames(const ast::ColumnDecl &column,
                                       int64_t count);
  bool isColumn(llvm::StringRef name) const;
  void addTargetsField(const DataField &text);
  void addLengthField(const DataField &text, int64_t longest);

  // ColumnRules.cpp
  void analyzeMarks(Settings &settings);
  char readMark(Settings &settings, llvm::StringRef key,
                llvm::StringRef allowed);
  void analyzeMissing(Settings &settings);
  void analyzeUnknown(Settings &settings);
  void analyzeNormalize(const ast::Expr &setting);
  void readMissing(const ast::Argument &entry, const DataField &field,
                   CsvColumn &column);
  std::optional<std::string> readConstant(const ast::Argument &entry,
                                          const CsvColumn &column);
  void addMissingField(const DataField &field);
  void addClassFields();
  CsvColumn &columnOf(llvm::StringRef name);
  void checkSharedColumns(const ast::DictionaryExpr &rules,
                          llvm::StringRef key);
  void forEachRule(const ast::Expr &setting, llvm::StringRef key,
                   llvm::StringRef example,
                   llvm::function_ref<void(const ast::Argument &,
                                           const DataField &, CsvColumn &)>
                       read);

  // Images.cpp
  void analyzeImages(Settings &settings);
  std::optional<Shape> findImageSize(Settings &settings);
  std::optional<Shape> readImageSize(const ast::Expr &expr);
  void analyzePixels(Settings &settings, const Shape &size);
  void analyzeAugment(const ast::Expr &expr, const Shape &size);
  void readScale(const ast::Expr &expr);
  void readChannels(Settings &settings, llvm::StringRef key, double least,
                    int64_t channels, std::vector<double> &numbers);

  // Optimizers.cpp
  void analyzeOptimizer(const ast::Expr &expr);

  // ParameterGroups.cpp
  void formGroups();

  // Train.cpp
  void analyzeTrain();
  void analyzeRate(const ast::Expr &expr);
  void analyzeEvery();
  void analyzeCarryState(const ast::Expr &setting);

  // Generate.cpp
  void analyzeGenerate();
  bool generatesTargets() const;
  void analyzeGenerated(const ast::Expr *start);
  bool readsTokensOnly() const;
  NodeId findInput(llvm::StringRef name) const;
  std::optional<std::string> readStart(const ast::Expr *start);
  void findSources(NodeId generated);
  DiagnosticBuilder refuseGenerate(const llvm::Twine &message);

  /// The value of a setting of train, or null.
  const ast::Expr *trainSetting(llvm::StringRef name) const;

  const ast::File &file, &library;
  const Defines &defines;
  Program &program;
  Evaluator evaluator;
  DiagnosticEngine &diagnostics;

  const ast::BlockDecl *model = nullptr;
  const ast::TrainDecl *train = nullptr;
  const ast::DataDecl *data = nullptr;
  const ast::GenerateDecl *generate = nullptr;
  const ast::DimDecl *batchDecl = nullptr;
  llvm::StringMap<Value> fieldValues;
  Value output; ///< of forward
  /// What loss and metrics see: `output` and the fields of the data.
  Frame results;
  NodeId firstOfResults = -1; ///< nodes from here on are no part of the model
  llvm::StringMap<size_t> columnIndex; ///< in DataConfig::columns, by name
};

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_ANALYZER_H
