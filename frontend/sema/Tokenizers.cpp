//===- Tokenizers.cpp - The tokenizer of a data block ---------------------===//

#include "frontend/sema/Analyzer.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// How a tokenizer is written.
struct TokenizerForm {
  StringRef name;
  StringRef example;
  std::vector<Formal> formals;
  /// Tokens that it may have.
  IntegerRange sizes;
  StringRef parts; ///< what vocab_size counts
};

/// The runtime's limit for tokenizer = char (runtime/data/Text.cpp).
static constexpr int64_t kMaxCharacters = 65536;
/// Names of the runtime (runtime/tokenizer/Split.h).
static constexpr StringRef kPatterns[] = {"gpt2", "cl100k", "qwen2", "o200k"};

static ArrayRef<TokenizerForm> tokenizerForms() {
  // Three tokens of words are none, five of wordpiece; those of bpe begin with
  // all bytes.
  static const TokenizerForm forms[] = {
      {"byte", "byte", {}, {256, 256}, ""},
      {"char",
       "char(vocab_size = 128)",
       {{"vocab_size"}},
       {1, kMaxCharacters},
       "different characters"},
      {"words",
       "words(vocab_size = 10000)",
       {{"vocab_size"}, {"lowercase", false}},
       {4, kMaxVocabulary},
       "different words"},
      {"bpe",
       "bpe(vocab_size = 8000)",
       {{"vocab_size"}, {"pattern", false}},
       {256, kMaxVocabulary},
       "tokens"},
      {"wordpiece",
       "wordpiece(vocab_size = 8000)",
       {{"vocab_size"}, {"lowercase", false}},
       {8, kMaxVocabulary},
       "tokens"},
      {"unigram",
       "unigram(vocab_size = 8000)",
       {{"vocab_size"}},
       {8, kMaxVocabulary},
       "tokens"},
      {"load",
       "load(\"tokenizer.json\", vocab_size = 50257)",
       {{"path"}, {"vocab_size"}},
       {1, kMaxVocabulary},
       "tokens of the file"}};
  return forms;
}

/// "byte, char(vocab_size = 128), .. or load(..)"
static std::string describeForms() {
  std::string text;
  for (const TokenizerForm &form : tokenizerForms()) {
    if (!text.empty())
      text += &form == &tokenizerForms().back() ? " or " : ", ";
    text += form.example;
  }
  return text;
}

void Analyzer::analyzeTokenizer(const Expr &expr) {
  auto *call = dyn_cast<CallExpr>(&expr);
  auto *name = dyn_cast<NameExpr>(call ? call->callee.get() : &expr);
  StringRef written = name ? name->name : "";
  const TokenizerForm *form =
      find_if(tokenizerForms(),
              [&](const TokenizerForm &one) { return one.name == written; });
  if (form == tokenizerForms().end()) {
    evaluator.error(expr.range, DiagId::BadValue,
                    "'tokenizer' must be " + describeForms() + ", got '" +
                        expr.source() + "'");
    return;
  }
  DataConfig &config = *program.data;
  config.tokenizer = form->name == "load" ? "file" : form->name.str();
  if (form->formals.empty()) {
    config.vocabSize = form->sizes.least;
    if (call && !call->arguments.empty())
      evaluator.error(expr.range, DiagId::BadArguments,
                      form->name + " takes no arguments: its vocabulary has " +
                          Twine(config.vocabSize) + " tokens");
    return;
  }
  if (call && !call->arguments.empty())
    return analyzeTokenizerArguments(*call, *form);
  evaluator
      .error(expr.range, DiagId::BadArguments,
             form->name + " needs 'vocab_size', the largest number of " +
                 form->parts)
      .help("write " + form->example);
}

void Analyzer::analyzeTokenizerArguments(const CallExpr &call,
                                         const TokenizerForm &form) {
  DataConfig &config = *program.data;
  auto bound = bindCall(evaluator, call, form.formals);
  if (!bound)
    return;
  config.vocabSize = readIntegerIn(evaluator, *bound->lookup("vocab_size"),
                                   "'vocab_size'", form.sizes)
                         .value_or(0);
  if (const Expr *lowercase = bound->lookup("lowercase"))
    config.lowercase =
        evaluator.evalBoolean(*lowercase, "'lowercase'").value_or(false);
  if (const Expr *path = bound->lookup("path"))
    config.tokenizerFile =
        evaluator.evalString(*path, "the path of the tokenizer").value_or("");
  const Expr *pattern = bound->lookup("pattern");
  if (!pattern)
    return;
  config.pattern = evaluator.evalString(*pattern, "'pattern'").value_or("gpt2");
  if (!is_contained(kPatterns, config.pattern))
    evaluator.error(pattern->range, DiagId::BadValue,
                    "'pattern' must be \"gpt2\", \"cl100k\", \"qwen2\" or "
                    "\"o200k\", got \"" +
                        config.pattern + "\"");
}

void Analyzer::readTokenizer(Settings &settings, const std::string &what) {
  if (const Expr *tokenizer = settings.find("tokenizer"))
    return analyzeTokenizer(*tokenizer);
  evaluator
      .error(data->name.range, DiagId::MissingKey, what + " needs a tokenizer")
      .help("write tokenizer = " + describeForms());
}

} // namespace bmc
