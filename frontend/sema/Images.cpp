//===- Images.cpp - Images in the data block ------------------------------===//

#include "frontend/sema/Analyzer.h"

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

/// What becomes of pixels on their way to the model.
void Analyzer::analyzePixels(Settings &settings, int64_t channels) {
  DataConfig &config = *program.data;
  readChannels(settings, "mean", -kLargestPixel, channels, config.mean);
  readChannels(settings, "std", 1e-6, channels, config.deviation);
  const Expr *normalize = settings.find("normalize");
  if (!normalize)
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
  analyzePixels(settings, config.size[0]);
  Size batch = toSize(Value::fromDim(program.batch));
  TensorType image{ElementType::F32, {batch}};
  image.shape.append(shape->begin(), shape->end());
  program.fields.push_back(
      {"image", image, data->name.range, {}, false, false});
  if (config.classes > 0)
    program.fields.push_back({"label",
                              {ElementType::I32, {batch}},
                              data->name.range,
                              {"label"},
                              false,
                              false});
}

} // namespace bmc
