//===- Main.cpp - bmc tokenize --------------------------------------------===//
//
// Tokenizers without a model: learn one, look at one, encode a file. A program
// of its own, which bmc starts, since it is made of the runtime.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/ByteStream.h"
#include "runtime/core/Memory.h"
#include "runtime/core/ThreadPool.h"
#include "runtime/tokenizer/SubwordTrainer.h"
#include "runtime/tokenizer/Tokenize.h"
#include "runtime/tokenizer/TokenizerFile.h"
#include "runtime/tokenizer/Utf8.h"
#include "runtime/train/HelpFormatter.h"
#include "runtime/train/TokenizeFlags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>

using namespace bmc;

namespace {

/// What the command line says.
struct Arguments {
  std::string corpus, kind = "bpe", pattern = "gpt2", tokenizer;
  std::vector<std::string> special;
  int64_t vocabularySize = 0;
  bool lowercase = false;
  int threads = 0;
  TokenizeRequest request;
  bool isOver = false; ///< help was printed
};

constexpr const char *kExamples =
    "Learns a tokenizer, shows what one does, or encodes a file:\n\n"
    "  bmc tokenize --train corpus.txt --vocab-size 8000 -o tokenizer.json\n"
    "  bmc tokenize --tokenizer tokenizer.json --text 'The lowest'\n"
    "  bmc tokenize --tokenizer tokenizer.json --input corpus.txt\n"
    "  bmc tokenize --tokenizer tokenizer.json --input corpus.txt -o "
    "corpus.bin";

void defineLearning(CLI::App &app, Arguments &to) {
  CLI::Option *train =
      app.add_option("--train", to.corpus, "Text to learn a tokenizer of")
          ->type_name("PATH");
  app.add_option("--kind", to.kind, "Kind of tokenizer to learn")
      ->type_name("bpe|wordpiece|unigram")
      ->check(CLI::IsMember({"bpe", "wordpiece", "unigram"}).description(""))
      ->needs(train)
      ->capture_default_str();
  app.add_option("--vocab-size", to.vocabularySize, "Tokens at most")
      ->type_name("N")
      ->check(CLI::Range(int64_t{8}, kMaxTokens).description(""))
      ->needs(train);
  app.add_option("--pattern", to.pattern,
                 "What is a word to bpe: gpt2, cl100k (Llama 3), tiktoken "
                 "(GPT-4), o200k (GPT-4o), qwen2, or none: a whole text")
      ->type_name("NAME")
      ->needs(train)
      ->capture_default_str();
  app.add_flag("--lowercase", to.lowercase,
               "Of wordpiece: without capitals and accents")
      ->needs(train);
  app.add_option("--special", to.special,
                 "A special token; repeatable, they get the first ids. Without "
                 "any wordpiece has BERT's and unigram T5's")
      ->type_name("TEXT")
      ->allow_extra_args(false)
      ->needs(train);
}

void defineUse(CLI::App &app, Arguments &to) {
  TokenizeRequest &request = to.request;
  CLI::Option *tokenizer =
      app.add_option("--tokenizer", to.tokenizer,
                     "tokenizer.json, vocab.json with merges.txt beside it, "
                     "vocab.txt, *.tiktoken, *.model, or a folder with one")
          ->type_name("PATH")
          ->excludes(app.get_option("--train"));
  CLI::Option *text =
      app.add_option("--text", request.text, "Text whose tokens are shown")
          ->type_name("TEXT")
          ->needs(tokenizer);
  CLI::Option *input =
      app.add_option("--input", request.input,
                     "Text file; without --output a summary of its tokens is "
                     "printed")
          ->type_name("PATH")
          ->needs(tokenizer)
          ->excludes(text);
  addTokenizeFlags(app, text, input, request);
  CLI::Option *output =
      app.add_option(
             "-o,--output", request.output,
             "The tokenizer.json, tokens for data tokens(..), or examples")
          ->type_name("PATH");
  app.add_option("--shard-tokens", request.shardTokens,
                 "Write several files, PATH_000000.bin and so on, of so many "
                 "tokens")
      ->type_name("N")
      ->check(CLI::Range(int64_t{1}, kMaxShardTokens).description(""))
      ->needs(output);
  app.add_option("--threads", to.threads, "CPU threads")
      ->type_name("N")
      ->default_str("all CPUs")
      ->check(CLI::Range(1, kMaxThreads).description(""));
  app.add_flag("--quiet", request.quiet, "Print results and errors only");
}

/// What must hold of the flags together.
Status check(const Arguments &given) {
  if (!given.corpus.empty()) {
    if (given.vocabularySize == 0 || given.request.output.empty())
      return usageError("--train needs --vocab-size and --output");
    if (given.kind == "bpe" && given.vocabularySize < 256)
      return usageError("--vocab-size: found {}, expected at least 256 for bpe",
                        given.vocabularySize);
    return {};
  }
  if (given.tokenizer.empty())
    return usageError("expected --train or --tokenizer; see 'bmc tokenize "
                      "--help'");
  if (!given.request.text && given.request.input.empty())
    return usageError("--tokenizer needs --text or --input");
  if (given.request.text && !given.request.output.empty())
    return usageError("--output belongs to --train and --input");
  return {};
}

Status parse(int argc, char **argv, Arguments &arguments) {
  CLI::App app(kExamples, "bmc tokenize");
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_help_flag("-h,--help", "Print this help");
  defineLearning(app, arguments);
  defineUse(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success &success) {
    arguments.isOver = true;
    app.exit(success);
    return {};
  } catch (const CLI::ParseError &error) {
    std::string message = error.what();
    return usageError("{}; see 'bmc tokenize --help'", message);
  }
  return check(arguments);
}

Status learn(const Arguments &arguments) {
  SubwordTraining training{.vocabularySize = arguments.vocabularySize,
                           .lowercase = arguments.lowercase,
                           .special = arguments.special};
  BMRT_TRY(parseTokenizerKind(arguments.kind, training.kind));
  BMRT_TRY(parsePattern(arguments.pattern, training.pattern)
               .withContext("--pattern"));
  std::string text;
  BMRT_TRY(readWhole(arguments.corpus, text));
  MemoryUse use("learning of", arguments.corpus, text.size());
  BMRT_TRY(refuseUtf16(arguments.corpus, text));
  SubwordTrainer trainer(training);
  BMRT_TRY(trainer.add(text).withContext(arguments.corpus));
  TokenizerPtr tokenizer;
  BMRT_TRY(trainer.train(tokenizer).withContext(arguments.corpus));
  if (!arguments.request.quiet)
    std::fputs(fmt::format("note: {} tokens\n", tokenizer->size()).c_str(),
               stderr);
  return saveTokenizer(*tokenizer, arguments.request.output);
}

Status run(int argc, char **argv) {
  Arguments arguments;
  BMRT_TRY(parse(argc, argv, arguments));
  if (arguments.isOver)
    return {};
  BMRT_TRY(startThreads(arguments.threads));
  if (!arguments.corpus.empty())
    return learn(arguments);
  TokenizerPtr tokenizer;
  BMRT_TRY(loadTokenizer(arguments.tokenizer, tokenizer));
  return tokenize(*tokenizer, arguments.request);
}

int report(const Status &status) {
  if (status.ok())
    return 0;
  std::string text = "bmc: error: " + status.message() + "\n";
  // What is quoted from a file must not control the terminal.
  for (char &c : text)
    if ((static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f')
      c = '?';
  std::fputs(text.c_str(), stderr);
  return status.exitCode();
}

} // namespace

int main(int argc, char **argv) {
  // Failed writes are errors of the write.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  Status status;
  try {
    status = run(argc, argv);
    if (status.ok() && (std::fflush(stdout) != 0 || std::ferror(stdout)))
      status = resourceError("cannot write to standard output");
  } catch (const std::bad_alloc &) {
    status = outOfMemory();
  } catch (const std::exception &error) {
    status = internalError("unexpected exception: {}", error.what());
  }
  return report(status);
}
