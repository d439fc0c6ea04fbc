//===- Images.cpp - Images in the data block ------------------------------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// The largest number in `mean` and `std`.
static constexpr double kLargestPixel = 1e6;

/// size = [channels, height, width]; nullopt after a report.
std::optional<Shape> Analyzer::readImageSize(const Expr &expr) {
  Value value = evaluator.eval(expr);
  Shape shape;
  if (value.isSequence() && value.elements().size() == 3)
    for (const Value &extent : value.elements())
      if (extent.isInteger() && extent.integer >= 1 && extent.integer <= 65536)
        shape.push_back({extent.integer, nullptr, extent.text});
  if (shape.size() == 3)
    return shape;
  if (!value.isError())
    evaluator.error(expr.range, DiagId::BadValue,
                    "'size' must be [channels, height, width], three numbers "
                    "from 1 to 65536, got " +
                        describe(value, program));
  return std::nullopt;
}

/// As written, or that of the model's input `image`.
std::optional<Shape> Analyzer::findImageSize(Settings &settings) {
  if (const Expr *size = settings.find("size"))
    return readImageSize(*size);
  std::optional<Shape> input = findInputShape("image", 4);
  if (input && all_of(drop_begin(*input), [](const Size &extent) {
        return extent.isStatic() && extent.value >= 1 && extent.value <= 65536;
      }))
    return Shape(input->begin() + 1, input->end());
  evaluator
      .error(data->name.range, DiagId::MissingKey, "images need their 'size'")
      .help("write size = [1, 28, 28]: channels, height and width, or give the "
            "model an input 'image: f32[B, 1, 28, 28]'");
  return std::nullopt;
}

/// A number, or a list of one for each channel.
void Analyzer::readChannels(Settings &settings, StringRef key, double least,
                            int64_t channels, std::vector<double> &numbers) {
  const Expr *expr = settings.find(key);
  if (!expr)
    return;
  Value value = evaluator.eval(*expr);
  std::vector<double> found;
  std::vector<Value> list =
      value.isSequence() ? value.elements() : std::vector<Value>{value};
  for (const Value &number : list)
    if (number.isNumber() && number.asDouble() >= least &&
        number.asDouble() <= kLargestPixel)
      found.push_back(number.asDouble());
  bool isOne = !value.isSequence() && found.size() == 1;
  if (isOne || (value.isSequence() && int64_t(found.size()) == channels &&
                found.size() == list.size())) {
    numbers = found;
    return;
  }
  if (!value.isError())
    evaluator.error(expr->range, DiagId::BadValue,
                    "'" + key + "' must be a number from " +
                        formatConstant(least) + " to " +
                        formatConstant(kLargestPixel) + ", or a list of " +
                        Twine(channels) + ", one for each channel, got " +
                        describe(value, program));
}

/// scale: (0.9, 1.1)
void Analyzer::readScale(const Expr &expr) {
  Value value = evaluator.eval(expr);
  std::vector<double> ends;
  if (value.isSequence() && value.elements().size() == 2)
    for (const Value &end : value.elements())
      if (end.isNumber() && end.asDouble() >= 0.1 && end.asDouble() <= 10)
        ends.push_back(end.asDouble());
  if (ends.size() == 2 && ends[0] <= ends[1]) {
    program.data->augment.emplace_back("scale_min", ends[0]);
    program.data->augment.emplace_back("scale_max", ends[1]);
    return;
  }
  if (!value.isError())
    evaluator.error(expr.range, DiagId::BadValue,
                    "'scale' must be written (0.9, 1.1), two numbers from 0.1 "
                    "to 10 of which the first is not the larger, got " +
                        describe(value, program));
}

namespace {
/// A change at random that a number from 0 on describes.
struct Change {
  std::string name;
  double most;
  bool isWhole = false;
};
} // namespace

static std::vector<Change> changesOf(const Shape &size) {
  int64_t shorter = std::min(size[1].value, size[2].value);
  int64_t longer = std::max(size[1].value, size[2].value);
  return {{"crop", double(shorter - 1), true},
          {"horizontal_flip", 1},
          {"vertical_flip", 1},
          {"rotation", 180},
          {"brightness", 1},
          {"contrast", 1},
          {"cutout", double(longer), true}};
}

static std::optional<double> readChange(Evaluator &evaluator, const Expr &expr,
                                        const Change &change) {
  std::string what = "'" + change.name + "'";
  if (change.isWhole) {
    auto pixels =
        readIntegerIn(evaluator, expr, what, {0, int64_t(change.most)});
    return pixels ? std::optional<double>(*pixels) : std::nullopt;
  }
  std::optional<double> value = evaluator.evalNumber(expr, what);
  if (!value || (*value >= 0 && *value <= change.most))
    return value;
  evaluator.error(expr.range, DiagId::BadValue,
                  what + " must be from 0 to " + formatConstant(change.most) +
                      ", got " + formatConstant(*value));
  return std::nullopt;
}

/// augment = {crop: 4, horizontal_flip: 0.5}
void Analyzer::analyzeAugment(const Expr &expr, const Shape &size) {
  auto *dictionary = dyn_cast<DictionaryExpr>(&expr);
  if (!dictionary) {
    evaluator.error(expr.range, DiagId::BadValue,
                    "'augment' must be written {crop: 2, horizontal_flip: "
                    "0.5}");
    return;
  }
  std::vector<Change> changes = changesOf(size);
  std::vector<std::string> known{"scale"};
  for (const Change &change : changes)
    known.push_back(change.name);
  StringSet<> seen;
  for (const Argument &entry : dictionary->entries) {
    StringRef name = entry.name.text;
    if (!is_contained(known, name) || !seen.insert(name).second) {
      bool isTwice = seen.contains(name);
      std::string hint = isTwice ? "" : didYouMean(name, known);
      evaluator
          .error(entry.name.range, DiagId::UnknownKey,
                 (isTwice ? "repeated change '" : "unknown change '") + name +
                     "' of augment")
          .help(hint.empty() ? "known are " + join(known, ", ") : hint);
      continue;
    }
    if (name == "scale") {
      readScale(*entry.value);
      continue;
    }
    const Change &change = *find_if(
        changes, [&](const Change &other) { return other.name == name; });
    if (auto value = readChange(evaluator, *entry.value, change))
      program.data->augment.emplace_back(change.name, *value);
  }
}

/// What becomes of pixels on their way to the model.
void Analyzer::analyzePixels(Settings &settings, const Shape &size) {
  DataConfig &config = *program.data;
  int64_t channels = size[0].value;
  if (const Expr *augment = settings.find("augment"))
    analyzeAugment(*augment, size);
  readChannels(settings, "mean", -kLargestPixel, channels, config.mean);
  readChannels(settings, "std", 1e-6, channels, config.deviation);
  const Expr *normalize = settings.find("normalize");
  // Rules of a table's numbers are no switch.
  if (!normalize || isa<DictionaryExpr>(normalize))
    return;
  config.normalize =
      evaluator.evalBoolean(*normalize, "'normalize'").value_or(false);
  if (config.normalize && (settings.find("mean") || settings.find("std")))
    evaluator
        .error(normalize->range, DiagId::BadValue,
               "'normalize' finds mean and std in the data, and they are given")
        .help("leave out one of them");
}

void Analyzer::analyzeImages(Settings &settings) {
  DataConfig &config = *program.data;
  settings.readString("labels", config.labels);
  settings.readNumber("mixup", config.mixup, 0, 100);
  settings.readInteger("classes", config.classes, {1, 1'000'000});
  if (settings.find("labels") && !settings.find("classes"))
    evaluator
        .error(data->name.range, DiagId::MissingKey,
               "labels need the number of 'classes'")
        .help("write classes = 10");
  std::optional<Shape> shape = findImageSize(settings);
  if (!shape || !program.batch)
    return;
  for (const Size &extent : *shape)
    config.size.push_back(extent.value);
  analyzePixels(settings, *shape);
  Size batch = toSize(Value::fromDim(program.batch));
  TensorType image{ElementType::F32, {batch}};
  image.shape.append(shape->begin(), shape->end());
  addField("image", image, 0);
  if (config.classes == 0)
    return;
  addField("label", {ElementType::I32, {batch}}, config.classes).columns = {
      "label"};
  Size classes{config.classes, nullptr, ""};
  DataField &oneHot =
      addField("label_one_hot", {ElementType::F32, {batch, classes}}, 0);
  oneHot.columns = {"label"};
  oneHot.isOneHot = true;
}

} // namespace bmc
