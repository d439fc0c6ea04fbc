//===- Stream.cpp - predict --stream --------------------------------------===//
#include "runtime/infer/Stream.h"

#include "runtime/data/Binding.h"
#include "runtime/infer/Predictions.h"
#include "runtime/train/TrainStep.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace bmc {
namespace {

/// The lines of standard input, each as soon as it is there.
class Lines {
public:
  ~Lines() { std::free(buffer); }

  /// False at the end.
  bool next(std::string_view &line) {
    ssize_t length = getline(&buffer, &capacity, stdin);
    if (length < 0)
      return false;
    ++number;
    line = {buffer, static_cast<size_t>(length)};
    while (line.ends_with('\n') || line.ends_with('\r'))
      line.remove_suffix(1);
    return true;
  }

  int64_t number = 0;

private:
  char *buffer = nullptr;
  size_t capacity = 0;
};

/// The inputs of one step of one sequence, and the numbers that they may hold.
class StepInputs {
public:
  Status open(const Session &session, const BmrtFunction &function);
  /// Reads the numbers of a line, separated by commas or blanks, into the
  /// inputs in their order.
  Status read(std::string_view line, int64_t number);
  std::vector<TensorView> views() const {
    std::vector<TensorView> all;
    for (const HostTensor &tensor : tensors)
      all.push_back(tensor.view());
    return all;
  }

private:
  struct Place {
    size_t tensor;
    int64_t element;
  };

  Status refuseRules(const Json &data) const;
  Status store(std::string_view text, const Place &place);

  std::vector<HostTensor> tensors;
  std::vector<Binding> bindings;
  std::vector<Place> places;
};

/// Values are taken as the model sees them.
Status StepInputs::refuseRules(const Json &data) const {
  const Json *columns = findMember(data, "columns");
  for (const Json &column : columns ? *columns : Json::array()) {
    auto name = column["name"].get<std::string>();
    for (const Binding &binding : bindings)
      if (column.contains("normalize") &&
          std::ranges::count(binding.fields, name) > 0)
        return badInput("column '{}' is normalised by what training has seen, "
                        "and a stream of numbers is taken as it is",
                        name);
  }
  return {};
}

Status StepInputs::open(const Session &session, const BmrtFunction &function) {
  const Json &data = *findMember(*session.config.document, "data");
  DataOptions options;
  options.function = function.name;
  BMRT_TRY(readBindings(data, session.description(), options, bindings));
  BMRT_TRY(refuseRules(data));
  for (const BmrtTensor &input :
       std::span(function.inputs, function.numInputs)) {
    if (input.rank < 2)
      continue; // carry
    Shape shape;
    for (uint32_t axis = 0; axis < input.rank; ++axis)
      shape.push(axis == 0 ? 1 : input.extents[axis]);
    tensors.emplace_back(input.name, input.dtype, shape);
    for (int64_t i = 0; i < shape.elements(); ++i)
      places.push_back({tensors.size() - 1, i});
  }
  return {};
}

template <typename T> static bool parseNumber(std::string_view text, T &value) {
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

Status StepInputs::store(std::string_view text, const Place &place) {
  HostTensor &tensor = tensors[place.tensor];
  auto index = static_cast<size_t>(place.element);
  if (isFloat(tensor.dtype)) {
    double value = 0;
    if (!parseNumber(text, value) || !std::isfinite(value))
      return badInput("found '{}', expected a number", text);
    if (tensor.dtype == kBmrtF64)
      tensor.as<double>()[index] = value;
    else
      tensor.as<float>()[index] = static_cast<float>(value);
    return {};
  }
  int32_t value = 0;
  if (!parseNumber(text, value))
    return badInput("found '{}', expected an integer", text);
  for (const Binding &binding : bindings)
    if (tensor.name == binding.input->name && !binding.range.contains(value))
      return badInput("found {}, expected {}", value, binding.range.describe());
  if (tensor.dtype == kBmrtI64)
    tensor.as<int64_t>()[index] = value;
  else
    tensor.as<int32_t>()[index] = value;
  return {};
}

Status StepInputs::read(std::string_view line, int64_t number) {
  constexpr std::string_view kSeparators = ", \t;";
  size_t count = 0;
  for (size_t at = line.find_first_not_of(kSeparators);
       at != std::string_view::npos;
       at = line.find_first_not_of(kSeparators, at)) {
    size_t end = std::min(line.find_first_of(kSeparators, at), line.size());
    if (count < places.size())
      BMRT_TRY(store(line.substr(at, end - at), places[count])
                   .withContext(fmt::format("line {}", number)));
    ++count;
    at = end;
  }
  if (count != places.size())
    return badInput("line {}: found {} values, expected {}: those of one step",
                    number, count, places.size());
  return {};
}

Status writeLine(const std::string &text) {
  bool isWritten =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
      std::fflush(stdout) == 0;
  return isWritten ? Status()
                   : resourceError("cannot write to standard output");
}

bool isBlank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

Status predictLines(const Session &session, const RunRecord &record,
                    Program &program, const BmrtFunction &function) {
  StepInputs step;
  BMRT_TRY(step.open(session, function));
  const std::string &name = session.options.format;
  auto format = makePredictionFormat(name.empty() ? "csv" : name);
  Lines lines;
  std::vector<HostTensor> outputs;
  std::vector<OutputForm> forms;
  bool goesOn = false;
  for (std::string_view line; lines.next(line);) {
    if (isBlank(line)) {
      goesOn = false;
      continue;
    }
    BMRT_TRY(step.read(line, lines.number));
    std::vector<TensorView> inputs = step.views();
    HostTensor carry = carryTensor(goesOn);
    HostTensor rng = rngTensor(session.config.train.seed, lines.number);
    inputs.push_back(carry.view());
    inputs.push_back(rng.view());
    BMRT_TRY(program.call(function, inputs, outputs));
    goesOn = true;
    if (forms.empty())
      forms = outputForms(session.config, record.names.get(),
                          session.options.raw, outputs);
    BMRT_TRY(writeLine(format->row({outputs, forms, 0})));
  }
  return {};
}

} // namespace

Status runStream(Session &session) {
  Program program;
  RunRecord record;
  std::string weights;
  constexpr std::string_view kFunctions[] = {"stream"};
  BMRT_TRY(startProgram(session, kFunctions, 1, program));
  BMRT_TRY(loadWeights(session, program, record, weights));
  return predictLines(session, record, program, *program.function("stream"));
}

} // namespace bmc
