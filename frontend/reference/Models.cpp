//===- Models.cpp - A whole model around the line of an entry -------------===//

#include "frontend/reference/Reference.h"
#include "ir/optimizers/Rules.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace bmc {

static bool isWordCharacter(char c) { return isAlnum(c) || c == '_'; }

/// Whether `line` has the word `name`; that of a named argument does not count.
static bool mentions(StringRef line, StringRef name) {
  for (size_t at = line.find(name); at != StringRef::npos;
       at = line.find(name, at + 1)) {
    StringRef after = line.substr(at + name.size());
    bool isWhole =
        (at == 0 || (!isWordCharacter(line[at - 1]) && line[at - 1] != '.')) &&
        (after.empty() || !isWordCharacter(after.front()));
    if (isWhole && !after.starts_with(" = "))
      return true;
  }
  return false;
}

namespace {
struct NamedType {
  StringLiteral name, type;
};
} // namespace

/// What lines may take for granted.
static constexpr NamedType kInputs[] = {
    {"x", "f32[B, 8]"},           {"y", "f32[B, 8]"},
    {"sequence", "f32[B, 6, 8]"}, {"memory", "f32[B, 5, 8]"},
    {"heads", "f32[B, 2, 6, 4]"}, {"scores", "f32[B, 2, 6, 6]"},
    {"signal", "f32[B, 4, 16]"},  {"image", "f32[B, 4, 8, 8]"},
    {"tokens", "i32[B, 6]"},      {"label", "i32[B]"},
};

static bool mentionsInput(StringRef part) {
  return any_of(kInputs, [&](const NamedType &input) {
    return mentions(part, input.name);
  });
}

/// Of "fc = Linear(8, 4); fc(x)" the last part is the result; the parts before
/// are members, or from the first that has an input on statements.
static std::string forwardModel(StringRef line) {
  SmallVector<StringRef> parts;
  line.split(parts, "; ");
  ArrayRef<StringRef> rest = parts;
  std::string members, inputs, body;
  for (; rest.size() > 1 && !mentionsInput(rest.front());
       rest = rest.drop_front())
    members += ("  " + rest.front() + "\n").str();
  for (StringRef statement : rest.drop_back())
    body += ("    " + statement + "\n").str();
  for (const NamedType &input : kInputs)
    if (mentions(line, input.name))
      inputs +=
          ((inputs.empty() ? "" : ", ") + input.name + ": " + input.type).str();
  return "dim B <= 4\n\nmodel Try {\n" + members + "  forward(" + inputs +
         ") {\n" + body + "    return " + rest.back().str() + "\n  }\n}\n";
}

/// A model that a loss, a metric or an optimizer can be tried on.
static std::string trainedModel(StringRef loss, StringRef optimizer,
                                StringRef metric) {
  std::string all = (loss + " " + metric).str();
  StringRef column = "y: f32";
  StringRef forward = "  fc = Linear(8, 1)\n  forward(x: f32[B, 8]) -> f32[B] "
                      "{ return fc(x) as f32[B] }\n";
  if (mentions(all, "label")) {
    column = "label: category(3)";
    forward = "  fc = Linear(8, 3)\n  forward(x: f32[B, 8]) -> f32[B, 3] "
              "{ return fc(x) }\n";
  } else if (mentions(all, "target")) {
    column = "target: f32[3]";
    forward = "  fc = Linear(8, 3)\n  forward(x: f32[B, 8]) -> f32[B, 3] "
              "{ return fc(x) }\n";
  }
  if (all.find("output.") != std::string::npos)
    forward = "  fc = Linear(8, 12)\n"
              "  forward(x: f32[B, 8]) -> (a: f32[B, 4], b: f32[B, 4], c: "
              "f32[B, 4], mean: f32[B], var: f32[B]) {\n"
              "    a, b, c = chunk(fc(x), 3, dim = -1)\n"
              "    return a, b, c, a[:, 0], exp(b[:, 0])\n"
              "  }\n";
  return ("dim B\n\ndata rows = csv(\"rows.csv\") { x: f32[8]; " + column +
          " }\n\nmodel Try {\n" + forward + "}\n\ntrain Try on rows {\n" +
          "  loss = " + loss + "\n  optimizer = " + optimizer + "\n" +
          (metric.empty() ? "" : "  metrics = {value: " + metric + "}\n") +
          "}\n")
      .str();
}

/// One for optimizers of tables.
static std::string tableModel(StringRef optimizer) {
  return ("dim B\n\ndata rows = csv(\"rows.csv\") { item: category(100); y: "
          "f32 }\n\nmodel Try {\n  items = Embedding(100, 8, sparse = true)\n"
          "  fc = Linear(8, 1)\n  forward(item: i32[B]) -> f32[B] { return "
          "fc(items(item)) as f32[B] }\n}\n\ntrain Try on rows {\n  loss = "
          "mse(output, y)\n  optimizer = " +
          optimizer + "\n}\n")
      .str();
}

static std::string dataModel(StringRef name, StringRef line) {
  StringRef sizes = "dim B", model, loss = "mse(output, y)";
  if (name == "csv") {
    model = "  fc = Linear(8, 1)\n"
            "  forward(x: f32[B, 8]) -> f32[B] { return fc(x) as f32[B] }\n";
  } else if (name == "images") {
    model = "  fc = Linear(784, 10)\n"
            "  forward(image: f32[B, 1, 28, 28]) -> f32[B, 10] { return "
            "fc(flatten(image, 1)) }\n";
    loss = "cross_entropy(output, label)";
  } else if (name == "pairs") {
    model = "  next = Embedding(256, 256)\n"
            "  forward(source: i32[B, 8], target: i32[B, 8]) -> f32[B, 8, 256] "
            "{ return next(source) + next(target) }\n";
    loss = "cross_entropy(output, targets)";
  } else {
    sizes = "dim B, S <= 16";
    model = "  next = Embedding(256, 256)\n"
            "  forward(tokens: i32[B, S]) -> f32[B, S, 256] { return "
            "next(tokens) }\n";
    loss = "cross_entropy(output, targets)";
  }
  return (sizes + "\n\n" + line + "\n\nmodel Try {\n" + model +
          "}\n\ntrain Try on " + line.split(' ').second.split(' ').first +
          " { loss = " + loss + "; optimizer = Adam(lr = 1e-3) }\n")
      .str();
}

std::vector<std::pair<StringRef, StringRef>> lineInputs() {
  std::vector<std::pair<StringRef, StringRef>> inputs;
  for (const NamedType &input : kInputs)
    inputs.push_back({input.name, input.type});
  return inputs;
}

std::string modelAround(const ReferenceEntry &entry) {
  StringRef line = entry.line;
  switch (entry.kind) {
  case EntryKind::Optimizer:
    if (findUpdateRule(entry.name)->scope == UpdateScope::Rows)
      return tableModel(line);
    return trainedModel("mse(output, y)", line, "");
  case EntryKind::Schedule:
    return trainedModel("mse(output, y)", line, "");
  case EntryKind::Metric:
    return trainedModel(mentions(line, "label") ? "cross_entropy(output, label)"
                        : mentions(line, "target") ? "mse(output, target)"
                                                   : "mse(output, y)",
                        "Adam(lr = 1e-3)", line);
  case EntryKind::Data:
    return dataModel(entry.name, line);
  case EntryKind::Layer:
  case EntryKind::Function:
  case EntryKind::InitialValue:
    break;
  }
  return mentions(line, "output") ? trainedModel(line, "Adam(lr = 1e-3)", "")
                                  : forwardModel(line);
}

} // namespace bmc
