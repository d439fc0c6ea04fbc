//===- Readers.cpp - How fast files are read ------------------------------===//
//
// Usage: readers [OPTIONS OF GOOGLE BENCHMARK]. Rates are of the bytes of the
// file per second of one core. Rows: what a format costs; Table: with the
// columns parsed into what a model reads.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/Dataset.h"
#include "runtime/data/RowReader.h"
#include "test/unit/runtime/DataProgram.h"

#include <benchmark/benchmark.h>
#include <cstdio>
#include <filesystem>
#include <random>
#include <unistd.h>

using namespace bmc;

namespace {

constexpr size_t kBytes = 32 << 20;

/// A file of memory that lasts as long as the process.
std::string makeFile(const char *name, const std::string &text) {
  std::string path =
      "/dev/shm/bmc-readers-" + std::to_string(getpid()) + "-" + name;
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

void check(const Status &status) {
  if (status.ok())
    return;
  std::fprintf(stderr, "readers: %s\n", status.message().c_str());
  std::exit(status.exitCode());
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
              bool isTable) {
  DataProgram inputs;
  DataProgram::describe(inputs, isTable ? inputs.table : inputs.text,
                        isTable ? 3 : 2);
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

void csvRows(benchmark::State &state) { readRows(state, csvFile()); }
void csvTable(benchmark::State &state) {
  openData(state, csvFile(), DataProgram::tableData(), true);
}
void jsonRows(benchmark::State &state) { readRows(state, jsonFile()); }
void jsonTable(benchmark::State &state) {
  openData(state, jsonFile(), DataProgram::tableData(), true);
}
void textBytes(benchmark::State &state) {
  openData(state, textFile(), textData("byte"), false);
}
void textCharacters(benchmark::State &state) {
  openData(state, textFile(), textData("char"), false);
}

BENCHMARK(csvRows)->Unit(benchmark::kMillisecond);
BENCHMARK(csvTable)->Unit(benchmark::kMillisecond);
BENCHMARK(jsonRows)->Unit(benchmark::kMillisecond);
BENCHMARK(jsonTable)->Unit(benchmark::kMillisecond);
BENCHMARK(textBytes)->Unit(benchmark::kMillisecond);
BENCHMARK(textCharacters)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  for (const std::string *path : {&csvFile(), &jsonFile(), &textFile()})
    std::filesystem::remove(*path);
  return 0;
}
