//===- Data.cpp - The data block ------------------------------------------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

static const StringRef kTextKeys[] = {"tokenizer", "window"};
static const StringRef kLinesKeys[] = {"tokenizer", "length",  "bucket",
                                       "pack",      "masking", "word_dropout"};
static const StringRef kChatKeys[] = {"tokenizer", "length",   "bucket",
                                      "pack",      "template", "word_dropout"};
static const StringRef kPairsKeys[] = {"tokenizer", "source_tokenizer",
                                       "source_length", "target_length",
                                       "bucket"};
static const StringRef kTokensKeys[] = {"vocab_size", "tokenizer", "window"};
static const StringRef kCsvKeys[] = {
    "tokenizer", "bucket",    "mean",    "std",       "normalize",
    "augment",   "separator", "decimal", "day_first", "missing",
    "unknown",   "sample",    "mixup",   "masking",   "word_dropout"};
static const StringRef kImagesKeys[] = {"labels",  "size", "classes",
                                        "mean",    "std",  "normalize",
                                        "augment", "mixup"};

static const DataKind kDataKinds[] = {
    {"text", kTextKeys,
     "tokenizer = byte; window = S; split = {train: 0.9, val: 0.1}",
     "A text file. tokenizer: byte, char(vocab_size = n) for at most n "
     "different characters, words(vocab_size = n, lowercase = false), "
     "bpe(vocab_size = n, pattern = \"gpt2\"), wordpiece(vocab_size = n, "
     "lowercase = false) or unigram(vocab_size = n) for parts of words, or "
     "load(\"tokenizer.json\", vocab_size = n); window: tokens of a row, by "
     "default the second axis of the model's input `tokens`. NAME.vocab_size "
     "is the number of tokens.\n"
     "shape: tokens i32[B, S], targets i32[B, S]: the next tokens\n"
     "torch: none\n"
     "try: data corpus = text(\"input.txt\") { tokenizer = byte }"},
    {"lines", kLinesKeys,
     "tokenizer = byte; length = S; bucket = false; pack = false; masking = 0; "
     "word_dropout = 0; split = {train: 0.9, val: 0.1}",
     "A text file of one example a line; length: the most tokens of one, by "
     "default the second axis of the model's input `tokens`; bucket: batches "
     "are of lines of similar length; pack: a row is as many lines as it has "
     "room for, of which segments says from 1 on which a token belongs to (0: "
     "to none), and positions begin at 0 in each; masking: how likely a token "
     "is to be found again, as in BERT; word_dropout: how likely training "
     "hides "
     "one.\n"
     "shape: tokens i32[B, S], targets i32[B, S]: the next tokens, segments "
     "i32[B, S], positions i32[B, S], lengths i32[B]\n"
     "torch: none\n"
     "try: data names = lines(\"names.txt\") { tokenizer = byte }"},
    {"chat", kChatKeys,
     "tokenizer = byte; template = {system: \"{message}\\n\", user: \"User: "
     "{message}\\n\", assistant: \"Assistant: {message}\\n\"}; length = S; "
     "bucket = false; pack = false; word_dropout = 0; split = {train: 0.9, "
     "val: "
     "0.1}",
     "Conversations, a JSON object on each line: {\"messages\": [{\"role\": "
     "\"user\", \"content\": ..}, ..]}, or {\"prompt\": .., "
     "\"completion\": ..}, or {\"instruction\": .., \"input\": .., "
     "\"output\": ..}. Targets are the answers, the messages of the "
     "assistant and what is behind them in the template; all others are -1, "
     "which cross_entropy leaves out. template: what a message of each role "
     "becomes, and `begin`, what each conversation begins with; `generate "
     "--chat` writes messages alike and stops behind an answer. Others as of "
     "lines.\n"
     "shape: tokens i32[B, S], targets i32[B, S], segments i32[B, S], "
     "positions i32[B, S], lengths i32[B]\n"
     "torch: none\n"
     "try: data chats = chat(\"chats.jsonl\") { tokenizer = byte }"},
    {"pairs", kPairsKeys,
     "tokenizer = byte; source_tokenizer = byte; source_length = S; "
     "target_length = T; bucket = false; split = {train: 0.9, val: 0.1}",
     "Texts and their translations: two files whose lines belong together, "
     "named as `text.{en,de}`, or files of lines with a tab between the two. "
     "source ends with the token of a line end; target begins with it, as what "
     "a decoder sees, and targets, -1 where there is none, end with it. "
     "Lengths "
     "are by default the second axes of the model's inputs `source` and "
     "`target`. tokenizer is that of both, or, beside a source_tokenizer, of "
     "targets; NAME.vocab_size and NAME.source_vocab_size are the numbers of "
     "tokens.\n"
     "shape: source i32[B, S], target i32[B, T], targets i32[B, T], "
     "source_lengths i32[B], target_lengths i32[B]\n"
     "torch: none\n"
     "try: data talks = pairs(\"talks.{en,de}\") { tokenizer = byte }"},
    {"csv", kCsvKeys,
     "x: f32[10]; y: f32 = \"price\"; kind: category(3); missing = {x: "
     "median}; "
     "normalize = {x: standard}; split = {train: 0.9, val: 0.1}",
     "Columns of a table, whose first line names them: `x: f32[3]` reads x0, "
     "x1, x2, and `x: f32[2, 3]` x0 to x5; `x: f32[2] = [\"age\", "
     "\"height\"]` names them. Lists of JSON objects and arrays of .npy, .npz "
     "and .safetensors are such columns. category(n) "
     "holds ids below n or up to n names; NAME.kind.count is that n. "
     "date(month, weekday, ..) is parts of a date. missing: what stands for a "
     "missing value; unknown: for a category that training does not know; "
     "normalize: standard, minmax or log1p; separator and decimal: what is "
     "between fields and before a fraction, by default what the file shows; "
     "day_first: whether the day or the month comes first in 02/03/2024, which "
     "is no date otherwise. Numbers may be written $1,299.00, 12 % or yes and "
     "no. "
     "sample: {balance: \"column\"} or {weight: \"column\"}, how rows are "
     "drawn. mixup: numbers of a row of training are mixed with those of "
     "another, by shares from Beta(mixup, mixup), and so is NAME_one_hot. "
     "masking and word_dropout: of texts, as of lines. split: also by group, "
     "stratify, time or column, or a "
     "file of its "
     "own. Columns of texts and images are told of in the README.\n"
     "shape: f32, i32 and category(n) are [B], f32[n, m] is [B, n, m], dates "
     "are "
     "[B] or [B, parts]; NAME_missing, 1 where a value is missing; NAME_weight "
     "of a category, with which each class counts alike; NAME_one_hot of it, "
     "f32[B, n]; NAME_targets of a text, what masking hides, else -1\n"
     "torch: none\n"
     "try: data rows = csv(\"rows.csv\") { x: f32[8]; y: f32 }"},
    {"tokens", kTokensKeys,
     "vocab_size = n; window = S; split = {train: 0.9, val: 0.1}",
     "Files of numbered tokens in the format of llm.c; window as of text. In "
     "the place of vocab_size, tokenizer = load(\"tokenizer.json\", vocab_size "
     "= n) names the tokenizer that numbered them: prompts and what is "
     "generated are then text, else ids.\n"
     "shape: tokens i32[B, S], targets i32[B, S]: the next tokens\n"
     "torch: none\n"
     "try: data corpus = tokens(\"shard_*.bin\") { vocab_size = 256 }"},
    {"images", kImagesKeys,
     "size = [1, 28, 28]; classes = 10; labels = \"labels.gz\"; mean = 0; std "
     "= 1; normalize = false; augment = {crop: 4}; mixup = 0; split = {train: "
     "0.9, val: "
     "0.1}",
     "Images in MNIST's format, compressed by gzip or not, with labels beside "
     "them, or a folder of one folder of PNG and JPEG files for each class, "
     "resized to size, by default that of the model's input `image`. Pixels "
     "are (byte/255 - mean)/std, numbers or lists of one for each channel; "
     "normalize: those of the training split. augment: what training changes "
     "at random, horizontal_flip, vertical_flip, rotation, scale, crop, "
     "brightness, contrast and cutout. mixup: each row of training is mixed "
     "with another, by shares from Beta(mixup, mixup), and so is "
     "label_one_hot.\n"
     "shape: image f32[B, channels, height, width], label i32[B], "
     "label_one_hot f32[B, classes]\n"
     "torch: none: torchvision.datasets.MNIST and ImageFolder\n"
     "try: data digits = images(\"images.gz\") { size = [1, 28, 28]; labels = "
     "\"labels.gz\"; classes = 10 }"},
};

ArrayRef<DataKind> dataKinds() { return kDataKinds; }

/// A help for a kind of data that there is not.
static std::string suggestKind(const std::string &kind) {
  if (is_contained({"table", "tsv", "json", "jsonl", "npy", "npz", "numpy",
                    "safetensors"},
                   kind))
    return "csv(\"file\") reads rows of all formats: CSV, TSV, JSON objects, "
           ".npy, .npz and .safetensors";
  std::vector<std::string> kinds;
  for (const DataKind &row : dataKinds())
    kinds.push_back(row.name.str());
  std::string hint = didYouMean(kind, kinds);
  return hint.empty() ? "known are " + join(kinds, ", ") : hint;
}

void Analyzer::analyzeData() {
  program.data = std::make_unique<DataConfig>();
  DataConfig &config = *program.data;
  config.name = data->name.text.str();
  config.kind = data->kind.text.str();
  Value value;
  value.kind = Value::Kind::Data;
  evaluator.globals[config.name] = value;

  const DataKind *kind = find_if(dataKinds(), [&](const DataKind &row) {
    return row.name == config.kind;
  });
  if (kind == dataKinds().end()) {
    evaluator
        .error(data->kind.range, DiagId::UnknownKey,
               "unknown kind of data '" + config.kind + "'")
        .help(suggestKind(config.kind));
    return;
  }
  if (data->path)
    config.path =
        evaluator.evalString(*data->path, "the path of the data").value_or("");
  std::vector<std::string> keys{"split"};
  for (StringRef key : kind->keys)
    keys.push_back(key.str());
  Settings settings(evaluator, data->settings, keys,
                    config.kind + " data '" + config.name + "'");
  if (const Expr *split = settings.find("split"))
    analyzeSplit(*split);
  if (config.kind == "csv")
    return analyzeColumns(settings);
  if (!data->columns.empty())
    evaluator
        .error(data->columns.front().name.range, DiagId::BadColumn,
               config.kind + " data has no columns")
        .help("settings are written 'key = value'");
  if (config.kind == "images")
    return analyzeImages(settings);
  if (config.kind == "pairs")
    return analyzePairs(settings);
  if (config.kind == "chat")
    analyzeTemplate(settings.find("template"));
  if (config.kind == "lines" || config.kind == "chat")
    return analyzeSequences(settings);
  analyzeTokens(settings);
}

//===----------------------------------------------------------------------===//
// Text and tokens
//===----------------------------------------------------------------------===//

/// bucket = true: batches are of rows of similar length; pack = true.
void Analyzer::readBucket(Settings &settings) {
  DataConfig &config = *program.data;
  const Expr *bucket = settings.find("bucket");
  const Expr *pack = settings.find("pack");
  if (bucket)
    config.bucket = evaluator.evalBoolean(*bucket, "'bucket'").value_or(false);
  if (pack)
    config.pack = evaluator.evalBoolean(*pack, "'pack'").value_or(false);
  if (config.bucket && config.pack)
    evaluator
        .error(bucket->range, DiagId::BadValue,
               "rows that are packed are of similar length")
        .note(pack->range, "they are packed here");
}

/// masking = 0.15, word_dropout = 0.1
void Analyzer::readNoise(Settings &settings) {
  DataConfig &config = *program.data;
  settings.readNumber("word_dropout", config.wordDropout, 0, 0.99);
  settings.readNumber("masking", config.masking, 0, 0.99);
  if (config.masking > 0 && config.wordDropout > 0)
    evaluator
        .error(settings.find("masking")->range, DiagId::BadValue,
               "tokens are hidden by 'masking' or by 'word_dropout', not both")
        .note(settings.find("word_dropout")->range,
              "'word_dropout' is set here");
  bool isHidden = config.masking > 0 || config.wordDropout > 0;
  bool hasOwn = config.tokenizer == "file" || config.tokenizer == "wordpiece" ||
                (config.tokenizer == "words" && config.masking == 0);
  if (isHidden && !hasOwn)
    config.maskToken = config.vocabSize;
}

/// One example a line: tokens, targets and lengths.
void Analyzer::analyzeSequences(Settings &settings) {
  DataConfig &config = *program.data;
  readTokenizer(settings, config.kind + " data");
  readBucket(settings);
  readNoise(settings);
  const Expr *setting = settings.find("length");
  std::optional<Size> length =
      setting ? evaluator.evalSize(*setting) : findWindow();
  if (!length && !setting)
    evaluator
        .error(data->name.range, DiagId::MissingKey,
               "data '" + config.name + "' needs a length")
        .help("declare 'dim S <= 64' and give the model an input 'tokens: "
              "i32[B, S]'");
  if (!length || !program.batch)
    return;
  config.length = length->value;
  Size batch = toSize(Value::fromDim(program.batch));
  TensorType tokens{ElementType::I32, {batch, *length}};
  addField("tokens", tokens, config.vocabSize + config.maskToken.has_value());
  addField("targets", tokens, config.vocabSize);
  addField("segments", tokens, config.length + 1);
  addField("positions", tokens, config.length);
  addField("lengths", {ElementType::I32, {batch}}, config.length + 1);
}

/// A length that is set, or else the second axis of the model's `input`.
std::optional<Size> Analyzer::readLength(Settings &settings, StringRef key,
                                         StringRef input) {
  if (const Expr *setting = settings.find(key))
    return evaluator.evalSize(*setting);
  if (std::optional<Shape> shape = findInputShape(input, 2))
    return (*shape)[1];
  evaluator
      .error(data->name.range, DiagId::MissingKey,
             "data '" + program.data->name + "' needs '" + key + "'")
      .help("declare 'dim S <= 64' and give the model an input '" + input +
            ": i32[B, S]'");
  return std::nullopt;
}

/// Texts and their translations.
void Analyzer::analyzePairs(Settings &settings) {
  DataConfig &config = *program.data;
  if (const Expr *own = settings.find("source_tokenizer")) {
    analyzeTokenizer(*own);
    TokenizerConfig &tokenizer = config;
    config.source = std::exchange(tokenizer, {});
  }
  readTokenizer(settings, "pairs data");
  readBucket(settings);
  std::optional<Size> source = readLength(settings, "source_length", "source");
  std::optional<Size> target = readLength(settings, "target_length", "target");
  if (!source || !target || !program.batch)
    return;
  config.sourceLength = source->value;
  config.targetLength = target->value;
  Size batch = toSize(Value::fromDim(program.batch));
  auto add = [&](StringRef name, Size length, int64_t limit) {
    addField(name, {ElementType::I32, {batch, std::move(length)}}, limit);
  };
  add("source", *source,
      config.source ? config.source->vocabSize : config.vocabSize);
  add("target", *target, config.vocabSize);
  add("targets", *target, config.vocabSize);
  addField("source_lengths", {ElementType::I32, {batch}}, source->value + 1);
  addField("target_lengths", {ElementType::I32, {batch}}, target->value + 1);
}

/// A field that no column of its own gives.
DataField &Analyzer::addField(StringRef name, TensorType type, int64_t limit) {
  DataField field;
  field.name = name.str();
  field.type = std::move(type);
  field.range = data->name.range;
  field.limit = limit;
  return program.fields.emplace_back(std::move(field));
}

std::optional<Shape> Analyzer::findInputShape(StringRef input, size_t rank) {
  if (!model->forward)
    return std::nullopt;
  for (const FunctionParam &param : model->forward->params) {
    if (param.name.text != input)
      continue;
    auto type = evaluator.evalType(cast<TypeExpr>(*param.type));
    if (!type || type->hasEllipsis || type->sizes.size() != rank)
      continue;
    Shape shape;
    for (const std::optional<Size> &size : type->sizes)
      shape.push_back(size.value_or(Size()));
    return shape;
  }
  return std::nullopt;
}

/// What the tokens of tokens data are: so many, or those of a tokenizer.
void Analyzer::readNumbering(Settings &settings) {
  DataConfig &config = *program.data;
  const Expr *size = settings.find("vocab_size");
  const Expr *tokenizer = settings.find("tokenizer");
  settings.readInteger("vocab_size", config.vocabSize, {1, kMaxVocabulary});
  if (!size && !tokenizer)
    evaluator.error(data->name.range, DiagId::MissingKey,
                    "tokens data needs 'vocab_size'");
  if (!tokenizer)
    return;
  if (size)
    evaluator
        .error(size->range, DiagId::BadArguments,
               "'vocab_size' is that of the tokenizer")
        .note(tokenizer->range, "the tokenizer is here");
  analyzeTokenizer(*tokenizer);
  if (config.tokenizer != "file" && config.tokenizer != "none")
    evaluator
        .error(tokenizer->range, DiagId::BadValue,
               "tokens have been numbered by a tokenizer of a file")
        .help("write tokenizer = load(\"tokenizer.json\", vocab_size = 50257)");
}

/// The second axis of the model's `tokens`.
std::optional<Size> Analyzer::findWindow() {
  std::optional<Shape> shape = findInputShape("tokens", 2);
  return shape ? std::optional<Size>((*shape)[1]) : std::nullopt;
}

void Analyzer::analyzeTokens(Settings &settings) {
  DataConfig &config = *program.data;
  if (config.kind == "text") {
    readTokenizer(settings, "text data");
  } else {
    readNumbering(settings);
  }
  const Expr *setting = settings.find("window");
  std::optional<Size> window =
      setting ? evaluator.evalSize(*setting) : findWindow();
  if (!window && !setting)
    evaluator
        .error(data->name.range, DiagId::MissingKey,
               "data '" + config.name + "' needs a window")
        .help("declare 'dim S <= 256' and give the model an input 'tokens: "
              "i32[B, S]'");
  if (!window || !program.batch)
    return;
  config.window = window->isStatic() ? "" : window->dim->name;
  TensorType type{ElementType::I32,
                  {toSize(Value::fromDim(program.batch)), *window}};
  for (StringRef field : {"tokens", "targets"})
    addField(field, type, config.vocabSize);
}

} // namespace bmc
