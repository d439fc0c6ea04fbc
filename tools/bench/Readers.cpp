//===- Readers.cpp - How fast files are read ------------------------------===//
//
// Usage: readers [OPTIONS OF GOOGLE BENCHMARK]. Rates are of the bytes of the
// file per second of one core; items are the numbers of arrays. Rows: what a
// format costs; Table: with the columns parsed into what a model reads.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/Dataset.h"
#include "runtime/data/RowReader.h"
#include "runtime/data/Safetensors.h"
#include "test/unit/runtime/DataProgram.h"

#include <benchmark/benchmark.h>
#include <cstdio>
#include <filesystem>
#include <random>
#include <unistd.h>

using namespace bmc;

namespace {

constexpr size_t kBytes = 32 << 20;

void check(const Status &status) {
  if (status.ok())
    return;
  std::fprintf(stderr, "readers: %s\n", status.message().c_str());
  std::exit(status.exitCode());
}

std::string pathOf(const char *name) {
  return "/dev/shm/bmc-readers-" + std::to_string(getpid()) + "-" + name;
}

/// A file of memory that lasts as long as the process.
std::string makeFile(const char *name, const std::string &text) {
  std::string path = pathOf(name);
  std::FILE *file = std::fopen(path.c_str(), "w");
  if (!file || std::fwrite(text.data(), 1, text.size(), file) != text.size() ||
      std::fclose(file) != 0)
    std::abort();
  return path;
}

std::string numbersOf(std::mt19937 &random, const char *format) {
  char text[200];
  auto number = [&] { return static_cast<int>(random() % 2000000) - 1000000; };
  static constexpr const char *kinds[] = {"red", "green", "blue"};
  std::snprintf(text, sizeof text, format, number() * 1e-4, number() * 1e-3,
                kinds[random() % 3], number(), "some words that nobody reads");
  return text;
}

const std::string &csvFile() {
  static const std::string path = [] {
    std::mt19937 random(1);
    std::string text = "x0,x1,kind,n,note\n";
    while (text.size() < kBytes)
      text += numbersOf(random, "%.4f,%.3f,%s,%d,\"%s\"\n");
    return makeFile("t.csv", text);
  }();
  return path;
}

const std::string &jsonFile() {
  static const std::string path = [] {
    std::mt19937 random(1);
    std::string text;
    while (text.size() < kBytes)
      text +=
          numbersOf(random, "{\"x0\": %.4f, \"x1\": %.3f, \"kind\": \"%s\", "
                            "\"n\": %d, \"note\": \"%s\"}\n");
    return makeFile("t.jsonl", text);
  }();
  return path;
}

const std::string &textFile() {
  static const std::string path = [] {
    std::mt19937 random(1);
    std::string text;
    while (text.size() < kBytes)
      text += numbersOf(random, "%.4f and %.3f are %s, %d: %s\n");
    return makeFile("t.txt", text);
  }();
  return path;
}

/// Numbers of a row, and the rows that kBytes hold.
constexpr int64_t kWidth = 64, kRows = kBytes / sizeof(float) / kWidth;

HostTensor numbers(const char *name, BmrtDType dtype, Shape shape) {
  std::mt19937 random(1);
  HostTensor tensor(name, dtype, shape);
  for (int64_t i = 0; i < shape.elements(); ++i)
    storeElement(dtype, tensor.storage.data(), i,
                 dtype == kBmrtI64
                     ? random() % 3
                     : static_cast<int>(random() % 2000000 - 1000000) * 1e-4);
  return tensor;
}

/// Features, and labels beside them.
const std::string &arraysFile() {
  static const std::string path = [] {
    HostTensor arrays[] = {numbers("x", kBmrtF32, {kRows, kWidth}),
                           numbers("kind", kBmrtI64, {kRows})};
    TensorView views[] = {arrays[0].view(), arrays[1].view()};
    std::string file = pathOf("t.safetensors");
    check(writeSafetensors(file, views));
    return file;
  }();
  return path;
}

void setRate(benchmark::State &state, const std::string &path) {
  state.SetBytesProcessed(
      state.iterations() *
      static_cast<int64_t>(std::filesystem::file_size(path)));
}

void readRows(benchmark::State &state, const std::string &path) {
  for (auto _ : state) {
    std::unique_ptr<RowReader> reader;
    check(openRows(path, 0, reader));
    std::vector<CsvField> row;
    for (bool end = false; !end;)
      check(reader->next(row, end));
  }
  setRate(state, path);
}

void openData(benchmark::State &state, const std::string &path, Json data,
              DataProgram &inputs) {
  data["split"] = {{"train", 0.9}, {"val", 0.1}};
  Json config{{"data", std::move(data)}};
  DataOptions options;
  options.path = path;
  for (auto _ : state) {
    std::unique_ptr<Dataset> opened;
    check(openDataset(config, inputs.program, options, opened));
  }
  setRate(state, path);
}

Json textData(const char *tokenizer) {
  return {{"kind", "text"},
          {"tokenizer", tokenizer},
          {"vocab_size", 256},
          {"window", "S"},
          {"bindings",
           {{{"field", "tokens"}, {"input", "tokens"}},
            {{"field", "targets"}, {"input", "targets"}}}}};
}

void openTable(benchmark::State &state, const std::string &path) {
  DataProgram inputs;
  DataProgram::describe(inputs, inputs.table, 3);
  openData(state, path, DataProgram::tableData(), inputs);
}
void openText(benchmark::State &state, const char *tokenizer) {
  DataProgram inputs;
  DataProgram::describe(inputs, inputs.text, 2);
  openData(state, textFile(), textData(tokenizer), inputs);
}
/// Features and a label.
void openArrays(benchmark::State &state) {
  DataProgram inputs;
  BmrtTensor table[] = {DataProgram::input("x", kBmrtF32, {-1, kWidth}),
                        DataProgram::input("label", kBmrtI32, {-1})};
  DataProgram::describe(inputs, table, 2);
  Json columns = Json::array(), fields = Json::array();
  for (int64_t i = 0; i < kWidth; ++i) {
    fields.push_back("x" + std::to_string(i));
    columns.push_back({{"name", fields.back()}, {"type", "f32"}});
  }
  Json bindings{{{"field", fields}, {"input", "x"}}};
  columns.push_back({{"name", "kind"}, {"type", "category"}, {"size", 3}});
  bindings.push_back({{"field", "kind"}, {"input", "label"}});
  openData(state, arraysFile(),
           {{"kind", "csv"}, {"columns", columns}, {"bindings", bindings}},
           inputs);
  state.SetItemsProcessed(state.iterations() * kRows * (kWidth + 1));
}

void csvRows(benchmark::State &state) { readRows(state, csvFile()); }
void csvTable(benchmark::State &state) { openTable(state, csvFile()); }
void jsonRows(benchmark::State &state) { readRows(state, jsonFile()); }
void jsonTable(benchmark::State &state) { openTable(state, jsonFile()); }
void arraysRows(benchmark::State &state) { readRows(state, arraysFile()); }
void arraysTable(benchmark::State &state) { openArrays(state); }
void textBytes(benchmark::State &state) { openText(state, "byte"); }
void textCharacters(benchmark::State &state) { openText(state, "char"); }

BENCHMARK(csvRows)->Unit(benchmark::kMillisecond);
BENCHMARK(csvTable)->Unit(benchmark::kMillisecond);
BENCHMARK(jsonRows)->Unit(benchmark::kMillisecond);
BENCHMARK(jsonTable)->Unit(benchmark::kMillisecond);
BENCHMARK(arraysRows)->Unit(benchmark::kMillisecond);
BENCHMARK(arraysTable)->Unit(benchmark::kMillisecond);
BENCHMARK(textBytes)->Unit(benchmark::kMillisecond);
BENCHMARK(textCharacters)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  for (const std::string *path :
       {&csvFile(), &jsonFile(), &arraysFile(), &textFile()})
    std::filesystem::remove(*path);
  return 0;
}
