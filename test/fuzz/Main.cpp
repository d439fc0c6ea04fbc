//===- Main.cpp - Replays and mutates inputs without libFuzzer ------------===//
//
// Every target in the normal build: runs the files it is given, then, with
// --mutants, that many damaged copies of them. A fault ends the process by a
// signal, after the input has been written to fuzz-fault.input.
//
//===----------------------------------------------------------------------===//

#include "test/fuzz/Target.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sys/time.h>
#include <vector>

namespace fs = std::filesystem;

namespace {

using Inputs = std::vector<std::string>;

/// CPU time an input may take, in seconds.
constexpr long kSeconds = 20;
constexpr const char *kFaultFile = "fuzz-fault.input";

/// What is being run, for the handler.
const std::string *current = nullptr;

void keepInput(int number) {
  int file = open(kFaultFile, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (current && file >= 0)
    (void)!write(file, current->data(), current->size());
  std::signal(number, SIG_DFL);
  raise(number);
}

void runOne(const std::string &input) {
  current = &input;
  itimerval limit = {{}, {kSeconds, 0}};
  setitimer(ITIMER_PROF, &limit, nullptr);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(input.data()),
                         input.size());
  current = nullptr;
}

/// Files and those in folders, in the order of their names.
Inputs readInputs(const std::vector<std::string> &paths) {
  std::vector<fs::path> files;
  for (const fs::path path : paths) {
    if (!fs::is_directory(path))
      files.push_back(path);
    else
      std::copy(fs::directory_iterator(path), {}, std::back_inserter(files));
  }
  std::sort(files.begin(), files.end());
  Inputs inputs;
  for (const fs::path &file : files) {
    std::ifstream stream(file, std::ios::binary);
    bmc::require(stream.good(), "every input can be read");
    inputs.emplace_back(std::istreambuf_iterator<char>(stream),
                        std::istreambuf_iterator<char>());
  }
  return inputs;
}

//===----------------------------------------------------------------------===//
// Mutants
//===----------------------------------------------------------------------===//

class Mutator {
public:
  Mutator(const Inputs &inputs, uint64_t seed) : inputs(inputs), random(seed) {}

  std::string next() {
    std::string text = pick();
    for (size_t edits = 1 + below(3); edits; --edits)
      text = below(3) ? editTokens(text) : editBytes(text);
    return text;
  }

private:
  // Not a distribution of the library's: those differ from one to the next.
  size_t below(size_t bound) { return bound ? random() % bound : 0; }
  const std::string &pick() { return inputs[below(inputs.size())]; }
  std::string editTokens(const std::string &text);
  std::string editBytes(std::string text);
  static Inputs tokensOf(const std::string &text);

  const Inputs &inputs;
  std::mt19937_64 random;
};

/// Words, numbers, and single other bytes.
Inputs Mutator::tokensOf(const std::string &text) {
  auto isWord = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
  };
  Inputs tokens;
  for (size_t i = 0; i < text.size();) {
    size_t end = i + 1;
    while (isWord(text[i]) && end < text.size() && isWord(text[end]))
      ++end;
    tokens.push_back(text.substr(i, end - i));
    i = end;
  }
  return tokens;
}

/// Drops, doubles or moves a run of tokens, or replaces one by another of any
/// input or by a number at some limit.
std::string Mutator::editTokens(const std::string &text) {
  static const char *const limits[] = {
      "0",    "-1",     "2147483648", "9223372036854775807",
      "1e39", "1e-400", "4294967296", "nan",
      "0.5",  "65536"};
  Inputs tokens = tokensOf(text);
  if (tokens.empty())
    return text;
  auto at = tokens.begin() + static_cast<ptrdiff_t>(below(tokens.size()));
  auto end = at + static_cast<ptrdiff_t>(
                      1 + below(std::min<size_t>(12, tokens.end() - at)));
  Inputs run(at, end);
  switch (below(5)) {
  case 0:
    tokens.erase(at, end);
    break;
  case 1:
    tokens.insert(at, run.begin(), run.end());
    break;
  case 2:
    tokens.erase(at, end);
    tokens.insert(tokens.begin() +
                      static_cast<ptrdiff_t>(below(tokens.size() + 1)),
                  run.begin(), run.end());
    break;
  case 3:
    if (Inputs others = tokensOf(pick()); !others.empty())
      *at = others[below(others.size())];
    break;
  default:
    *at = limits[below(std::size(limits))];
  }
  std::string result;
  for (const std::string &token : tokens)
    result += token;
  return result;
}

/// Flips, inserts or cuts bytes.
std::string Mutator::editBytes(std::string text) {
  size_t at = below(text.size() + 1);
  switch (below(4)) {
  case 0:
    text.insert(at, 1, static_cast<char>(below(256)));
    break;
  case 1:
    text.resize(at);
    break;
  case 2:
    text.insert(at, pick().substr(0, below(64)));
    break;
  default:
    if (at < text.size())
      text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
  }
  return text;
}

/// `--NAME NUMBER` at the front of the arguments.
uint64_t takeOption(std::vector<std::string> &arguments, const char *name) {
  auto at = std::find(arguments.begin(), arguments.end(), name);
  if (at == arguments.end() || at + 1 == arguments.end())
    return 0;
  uint64_t value = std::strtoull((at + 1)->c_str(), nullptr, 10);
  arguments.erase(at, at + 2);
  return value;
}

} // namespace

int main(int argc, char **argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  uint64_t mutants = takeOption(arguments, "--mutants");
  uint64_t seed = takeOption(arguments, "--seed");
  Inputs inputs = readInputs(arguments);
  if (inputs.empty()) {
    std::fprintf(stderr, "usage: %s [--mutants N] [--seed N] FILE|FOLDER..\n",
                 argv[0]);
    return 2;
  }
  for (int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGPROF})
    std::signal(number, keepInput);
  for (const std::string &input : inputs)
    runOne(input);
  Mutator mutator(inputs, seed);
  for (uint64_t i = 0; i < mutants; ++i)
    runOne(mutator.next());
  std::printf("%zu inputs, %llu mutants\n", inputs.size(),
              static_cast<unsigned long long>(mutants));
  return 0;
}
