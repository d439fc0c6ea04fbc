//===- Options.cpp - The flags of the command line ------------------------===//

#include "runtime/core/Files.h"
#include "runtime/core/ThreadPool.h"
#include "runtime/device/OpenDevice.h"
#include "runtime/train/HelpFormatter.h"
#include "runtime/train/HelpText.h"
#include "runtime/train/OptionsParser.h"
#include "runtime/train/TokenizeFlags.h"

namespace bmc {
CLI::Validator isIn(IntegerRange range) {
  auto refuse = [range](const std::string &text) {
    int64_t value = 0;
    return parseInteger(text, range, value)
               ? std::string()
               : fmt::format("expected {}, got '{}'", describe(range), text);
  };
  return CLI::Validator(refuse, "");
}

CLI::Validator isNumberIn(double least, double most) {
  auto refuse = [=](const std::string &text) {
    double value = 0;
    bool fits = CLI::detail::lexical_cast(text, value) && value >= least &&
                value <= most;
    return fits ? std::string()
                : fmt::format("expected a number from {} to {}, got '{}'",
                              least, most, text);
  };
  return CLI::Validator(refuse, "");
}

/// An empty path is a shell variable that is not set; taken as "no path" it
/// would choose another file than the one that was meant.
CLI::Option *addPath(CLI::App &sub, const char *flag, const char *type,
                     std::string &path, const char *purpose) {
  auto refuseEmpty = [](const std::string &text) {
    return std::string(text.empty() ? "expected a path, got ''" : "");
  };
  return sub.add_option(flag, path, purpose)
      ->type_name(type)
      ->check(CLI::Validator(refuseEmpty, ""));
}

CLI::App *OptionsParser::verb(Verb verb) {
  if (!supports(program, config, verb))
    return nullptr;
  const VerbInfo *info = kVerbs;
  while (info->verb != verb)
    ++info;
  CLI::App *sub = app.add_subcommand(info->name, info->purpose);
  sub->callback([this, verb] { options.verb = verb; });
  sub->set_help_flag("-h,--help", "Print this help");
  return sub;
}

void OptionsParser::define() {
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_help_flag("-h,--help",
                    "Print this help; 'VERB --help' lists a verb's flags");
  app.set_version_flag("--version", config.model + ", compiled by " +
                                        program.compiler + " for " +
                                        program.target);
  app.require_subcommand(1);
  if (CLI::App *sub = verb(Verb::Train))
    addTrain(*sub);
  if (CLI::App *sub = verb(Verb::Eval))
    addEval(*sub);
  if (CLI::App *sub = verb(Verb::Predict))
    addPredict(*sub);
  if (CLI::App *sub = verb(Verb::Generate))
    addGenerate(*sub);
  if (CLI::App *sub = verb(Verb::Tokenize))
    addTokenize(*sub);
  if (CLI::App *sub = verb(Verb::Step))
    addStep(*sub);
  verb(Verb::Info)
      ->add_flag("--json", options.jsonInfo, "Print one JSON object");
  // Last: verbs would inherit it.
  app.footer(
      "A path of '-' is standard input or output. Signals: see 'train "
      "--help'.\nExit codes: 0 done, 1 bad input, 2 usage, 3 resource, 4 "
      "loss not finite,\n70 internal error, 130 interrupted after "
      "saving.");
}

void OptionsParser::addData(CLI::App &sub) {
  addPath(sub, "--data", "PATH", options.data,
          config.dataKind == DataKind::Tokens
              ? "Token shards, a file or a quoted glob"
          : config.dataKind == DataKind::Images
              ? "Folder of images by class, or array of images"
              : "Data file")
      ->default_str(config.dataPath);
}

void OptionsParser::addThreads(CLI::App &sub) {
  sub.add_option("--threads", options.threads,
                 "CPU threads; results do not depend on it")
      ->type_name("N")
      ->check(CLI::Range(1, kMaxThreads).description(""))
      ->default_str("all CPUs");
  auto refuse = [](const std::string &text) {
    return isDeviceName(text)
               ? std::string()
               : fmt::format("expected auto, cpu, cuda or cuda:N, got '{}'",
                             text);
  };
  sub.add_option("--device", options.device,
                 "Where the kernels run; auto is a GPU if the program has code "
                 "for one that is there, else the CPU")
      ->type_name("auto|cpu|cuda[:N]")
      ->check(CLI::Validator(refuse, ""))
      ->default_str(options.device);
}

void OptionsParser::addSeed(CLI::App &sub, uint64_t standard) {
  sub.add_option("--seed", raw.seed, "Seed of all random numbers")
      ->type_name("N")
      ->default_str(std::to_string(standard));
}

void OptionsParser::addBatchSize(CLI::App &sub, bool isOverride) {
  sub.add_option("--batch-size", raw.batchSize,
                 isOverride && config.train.accumulate > 1
                     ? "Rows per micro-batch; " +
                           std::to_string(config.train.accumulate) +
                           " micro-batches make a step"
                     : "Rows per batch")
      ->type_name("ROWS")
      ->default_str(std::to_string(config.train.batchSize));
}

void OptionsParser::addWeights(CLI::App &sub) {
  addPath(sub, "--out", "DIR", options.out,
          "Run directory to take weights from")
      ->default_str(options.out);
  addPath(sub, "--checkpoint", "DIR", options.checkpoint,
          "Checkpoint directory, instead of the run's best (or last)");
  addPath(sub, "--init", "FILE", options.init,
          "Weights from a .safetensors file, instead of a checkpoint");
}

void OptionsParser::addLogFormat(CLI::App &sub) {
  sub.add_option("--log-format", raw.logFormat,
                 "Form of the log; json is one object per line")
      ->type_name("text|json")
      ->check(CLI::IsMember({"text", "json"}).description(""))
      ->default_str("text");
  sub.add_flag("--quiet", options.quiet, "Print results and errors only");
}

void OptionsParser::addProfile(CLI::App &sub) {
  sub.add_option("--profile", raw.profile,
                 "Measure every launch and print at the end where time goes, "
                 "beside what the device cannot beat; FILE receives a trace "
                 "for Perfetto")
      ->type_name("[FILE]")
      ->expected(0, 1);
}

void OptionsParser::addTrain(CLI::App &sub) {
  addData(sub);
  addPath(sub, "--out", "DIR", options.out,
          "Run directory: checkpoints, metrics.jsonl, loss.svg, ...")
      ->default_str(options.out);
  addRunSettings(sub);
  sub.add_option("--resume", raw.resume,
                 "Continue the newest checkpoint of --out; 'auto' starts "
                 "afresh if there is none; or a checkpoint directory")
      ->type_name("[auto|DIR]")
      ->expected(0, 1);
  addPath(sub, "--init", "FILE", options.init,
          "Start from the weights of a .safetensors file");
  sub.add_option("--init-map", options.initMap,
                 "Of --init, take only the tensors that fit the first pattern, "
                 "for the parameters of the second, where * stands for the "
                 "same; repeatable. All others start as without --init")
      ->type_name("PATTERN=PATTERN")
      ->allow_extra_args(false);
  sub.add_option("--fold", raw.fold,
                 "Validate on fold I of K and train on the others, instead of "
                 "the split of the model")
      ->type_name("I/K");
  sub.add_flag("--overfit-batch", raw.overfitBatch,
               "Train on the first batch only; its loss should approach 0");
  sub.add_flag("--check-data", options.checkData,
               "Report bad rows, classes, columns that say nothing, rows on "
               "both sides of the split, lengths and the time of an epoch; "
               "write nothing");
  sub.add_flag("--dry-run", options.dryRun,
               "Check data and memory, time one step, write nothing");
  sub.add_flag("--lr-find", options.findRate,
               "Raise the learning rate from step to step, print the losses "
               "and where they fall fastest, write nothing");
  addProfile(sub);
  addThreads(sub);
  addLogFormat(sub);
  sub.footer(kSignalHelp);
}

void OptionsParser::addRunSettings(CLI::App &sub) {
  const Settings &train = config.train;
  auto *steps = sub.add_option("--steps", raw.steps, "Optimizer steps to train")
                    ->type_name("N");
  auto *epochs =
      sub.add_option("--epochs", raw.epochs, "Passes over the training data")
          ->type_name("N");
  if (train.epochs > 0)
    epochs->default_str(std::to_string(train.epochs));
  else
    steps->default_str(std::to_string(train.maxSteps));
  addBatchSize(sub, true);
  sub.add_option("--lr", raw.lr, "Learning rate (base of the schedule)")
      ->type_name("X")
      ->default_str(CLI::detail::to_string(train.lr.base));
  addSeed(sub, train.seed);
  sub.add_option("--set", raw.set,
                 "Change a setting; repeatable: lr, min_lr, warmup, "
                 "batch_size, max_steps, "
                 "epochs, seed, eval_every, eval_batches, checkpoint_every "
                 "(steps), keep (checkpoints)")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void OptionsParser::addEval(CLI::App &sub) {
  addData(sub);
  addWeights(sub);
  sub.add_option("--split", options.split, "Part of the data")
      ->type_name("train|val|all")
      ->check(CLI::IsMember({"train", "val", "all"}).description(""))
      ->default_str(options.split);
  sub.add_option("--batches", options.batches,
                 "Batches spread evenly over the split; 0 = all of it")
      ->type_name("N")
      ->check(isIn(orZero(kEvalBatchesRange)))
      ->default_str("0");
  addExactMatch(sub);
  addFormat(sub, "text|jsonl", "Form of the results; jsonl is one object")
      ->default_str("text");
  addBatchSize(sub, false);
  addThreads(sub);
  addLogFormat(sub);
}

/// Where results are written. Returns the flag --output.
CLI::Option *OptionsParser::addOutput(CLI::App &sub) {
  return addPath(sub, "--output", "PATH", options.output,
                 "File to write; it is there when it is complete")
      ->default_str("standard output");
}

/// `names` are separated by '|'. Returns the flag --format.
CLI::Option *OptionsParser::addFormat(CLI::App &sub, const std::string &names,
                                      const char *purpose) {
  CLI::Option *format =
      sub.add_option("--format", options.format, purpose)
          ->type_name(names)
          ->check(
              CLI::IsMember(CLI::detail::split(names, '|')).description(""));
  sub.add_flag_callback(
         "--json", [this] { options.format = "jsonl"; },
         "Short for --format jsonl")
      ->excludes(format);
  return format;
}

/// Rows without targets: a file, or one on the command line. Returns the flag
/// --data.
CLI::Option *OptionsParser::addRows(CLI::App &sub, const char *purpose) {
  CLI::Option *data = addPath(sub, "--data", "PATH", options.data, purpose);
  sub.add_option("--row", options.row,
                 "One row instead of a file, values quoted as in CSV; '-' as "
                 "--data reads JSON from standard input")
      ->type_name("NAME=VALUE,..")
      ->excludes(data);
  return data;
}

void OptionsParser::addPredict(CLI::App &sub) {
  CLI::Option *data = addRows(
      sub, config.dataKind == DataKind::Images
               ? "Image, folder of images, or array of images"
               : "CSV file, or JSON objects, with the model's input columns");
  CLI::Option *output = addOutput(sub);
  if (hasFunction(program, "stream"))
    sub.add_flag("--stream", options.stream,
                 "Read a step of a sequence from each line of standard input, "
                 "and write the prediction after it")
        ->excludes(data)
        ->excludes(sub.get_option("--row"))
        ->excludes(output);
  addFormat(sub, "csv|jsonl|text",
            "Form of the predictions; that of the data by default, text for "
            "--row");
  sub.add_flag("--raw", options.raw,
               "Write a classifier's scores, not classes and probabilities");
  addWeights(sub);
  addBatchSize(sub, false);
  addThreads(sub);
}

void OptionsParser::addTokenize(CLI::App &sub) {
  TokenizeRequest &request = options.tokenize;
  CLI::Option *text =
      sub.add_option("--text", request.text, "Text whose tokens are shown")
          ->type_name("TEXT");
  CLI::Option *input =
      addPath(sub, "--input", "PATH", request.input,
              "Text file; without --output a summary of its tokens is printed")
          ->excludes(text);
  addTokenizeFlags(sub, text, input, request);
  CLI::Option *output =
      addPath(sub, "--output", "PATH", request.output,
              "File to write the tokens to, for data tokens(..), or the "
              "examples")
          ->needs(input);
  sub.add_option("--shard-tokens", request.shardTokens,
                 "Write several files, PATH_000000.bin and so on, of so many "
                 "tokens")
      ->type_name("N")
      ->check(isIn({1, kMaxShardTokens}))
      ->needs(output);
  addWeights(sub);
  sub.add_option("--threads", options.threads, "CPU threads")
      ->type_name("N")
      ->check(CLI::Range(1, kMaxThreads).description(""))
      ->default_str("all CPUs");
}

void OptionsParser::addStep(CLI::App &sub) {
  addPath(sub, "--batch", "FILE", options.batch,
          "Batch: .safetensors with tensors named as the inputs")
      ->required();
  addPath(sub, "--init", "FILE", options.init,
          "Weights; without it they are drawn from the seed");
  addPath(sub, "--gradients", "FILE", options.gradients,
          "Write the gradient of every parameter to this file");
  if (hasFunction(program, "predict"))
    addPath(sub, "--outputs", "FILE", options.outputs,
            "Write the model's output on the batch to this file");
  addSeed(sub, config.train.seed);
  addProfile(sub);
  addThreads(sub);
}

Status parseOptions(int argc, char **argv, const BmrtProgram &program,
                    const Config &config, Options &options) {
  options.arguments.assign(argv, argv + argc);
  return OptionsParser(program, config, options).parse(argc, argv);
}

} // namespace bmc
