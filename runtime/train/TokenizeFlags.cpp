//===- TokenizeFlags.cpp - Flags of tokenize ------------------------------===//
#include "runtime/train/TokenizeFlags.h"

#include "runtime/tokenizer/Examples.h"
#include "runtime/train/OptionsParser.h"

using namespace bmc;

/// "longest", "none", or a number of tokens.
static std::string checkPadding(const std::string &text) {
  int64_t length = 0;
  bool isWord = text == "longest" || text == "none";
  return isWord || parseInteger(text, {1, kMaxExampleTokens}, length)
             ? std::string()
             : fmt::format("expected longest, none or a number of tokens, got "
                           "'{}'",
                           text);
}

static void addExampleFlags(CLI::App &app, CLI::Option *text,
                            CLI::Option *input, ExampleRequest &to) {
  IntegerRange tokens{1, kMaxExampleTokens};
  CLI::Validator side = CLI::IsMember({"left", "right"}).description("");
  app.add_flag("--examples", to.isAsked,
               "As a model is given them, an object on a line: --text, or each "
               "line of --input, with the special tokens, truncation and "
               "padding that the tokenizer's file says");
  app.add_option("--pair", to.pair, "Example: the text behind --text")
      ->type_name("TEXT")
      ->needs(text);
  app.add_flag("--pairs", to.hasPairs,
               "Examples: lines of --input are two texts, a tab between them")
      ->needs(input);
  app.add_option("--max-length", to.most,
                 "Examples: tokens at most, special ones included")
      ->type_name("N")
      ->check(isIn(tokens));
  app.add_option("--stride", to.stride,
                 "Examples: tokens that what follows a cut begins with")
      ->type_name("N")
      ->check(isIn({0, kMaxExampleTokens}));
  app.add_option("--truncation", to.strategy, "Examples: which text is cut")
      ->type_name("longest_first|only_first|only_second")
      ->check(CLI::IsMember({"longest_first", "only_first", "only_second"})
                  .description(""));
  app.add_option("--truncation-side", to.truncationSide,
                 "Examples: where texts are cut")
      ->type_name("left|right")
      ->check(side);
  app.add_option("--pad", to.padding,
                 "Examples: fill up to the longest, or to so many tokens")
      ->type_name("longest|N|none")
      ->check(CLI::Validator(checkPadding, ""));
  app.add_option("--pad-side", to.paddingSide,
                 "Examples: where they are filled")
      ->type_name("left|right")
      ->check(side);
  app.add_option("--pad-to-multiple-of", to.multiple,
                 "Examples: make the length such a number")
      ->type_name("N")
      ->check(isIn(tokens));
  app.add_option("--pad-token", to.paddingToken,
                 "Examples: special token that fills them")
      ->type_name("TEXT");
}

void bmc::addTokenizeFlags(CLI::App &app, CLI::Option *text, CLI::Option *input,
                           TokenizeRequest &request) {
  app.add_flag("--ids", request.showsIds, "Of --text, show only the ids")
      ->needs(text);
  app.add_flag("--offsets", request.showsPlaces,
               "Of --text, show where each token begins and ends: in bytes, "
               "then in characters")
      ->needs(text);
  app.add_flag("--json", request.asJson,
               "Of --text, an object: ids, tokens, offsets in characters and "
               "in bytes")
      ->needs(text);
  app.add_flag("--stats", request.showsStatistics,
               "A summary of the tokens, which --input without --output prints "
               "anyway");
  addExampleFlags(app, text, input, request.example);
}
