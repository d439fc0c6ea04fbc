//===- ParameterGroups.cpp - freeze, no_decay and groups ------------------===//
//
// Which parameters are trained, and how: patterns over their names, read once
// the model is built and its parameters have names.
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Analyzer.h"
#include "ir/optimizers/Rules.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

namespace {

/// Finds parameters by patterns.
class ParameterMatcher {
public:
  ParameterMatcher(Evaluator &evaluator, const Program &program);

  /// The parameters that a pattern, or one of a list, matches. Each must match
  /// some.
  std::vector<NodeId> match(const Expr &expr);

private:
  void matchOne(const Expr &expr, std::vector<NodeId> &found);
  std::vector<NodeId> find(StringRef pattern);
  std::string hint(StringRef pattern);

  Evaluator &evaluator;
  /// Every name: a tied parameter has several.
  std::vector<std::pair<std::string, NodeId>> names;
};

/// An entry of `groups`.
struct GroupEntry {
  std::map<std::string, double> numbers;
  std::optional<OptimizerConfig> optimizer; ///< if it has one of its own
};

} // namespace

ParameterMatcher::ParameterMatcher(Evaluator &evaluator, const Program &program)
    : evaluator(evaluator), names(program.aliases) {
  for (NodeId id : program.parameters)
    names.emplace_back(program.nodes[id].name, id);
}

std::vector<NodeId> ParameterMatcher::find(StringRef pattern) {
  std::vector<NodeId> found;
  Expected<GlobPattern> glob = GlobPattern::create(pattern);
  if (!glob) {
    consumeError(glob.takeError());
    return found;
  }
  for (auto &[name, id] : names)
    if (glob->match(name) && !is_contained(found, id))
      found.push_back(id);
  return found;
}

/// What may have been meant by a pattern that matches nothing.
std::string ParameterMatcher::hint(StringRef pattern) {
  for (const std::string &wider :
       {(pattern + ".*").str(), ("*." + pattern).str(),
        ("*." + pattern + ".*").str()})
    if (!find(wider).empty())
      return "did you mean '" + wider + "'?";
  std::vector<std::string> all;
  for (auto &[name, id] : names)
    all.push_back(name);
  std::string near = didYouMean(pattern, all);
  if (!near.empty() || all.empty())
    return near;
  size_t shown = std::min<size_t>(all.size(), 8);
  return "the parameters are " + join(all.begin(), all.begin() + shown, ", ") +
         (shown < all.size() ? ", .." : "");
}

void ParameterMatcher::matchOne(const Expr &expr, std::vector<NodeId> &found) {
  std::optional<std::string> pattern =
      evaluator.evalString(expr, "the pattern");
  if (!pattern)
    return;
  std::vector<NodeId> own = find(*pattern);
  if (own.empty()) {
    auto error = evaluator.error(expr.range, DiagId::NoSuchParameter,
                                 "no parameter is called '" + *pattern + "'");
    if (std::string help = hint(*pattern); !help.empty())
      error.help(help);
  }
  for (NodeId id : own)
    if (!is_contained(found, id))
      found.push_back(id);
}

std::vector<NodeId> ParameterMatcher::match(const Expr &expr) {
  std::vector<NodeId> found;
  auto *list = dyn_cast<ListExpr>(&expr);
  if (!list)
    matchOne(expr, found);
  else
    for (const ExprPtr &element : list->elements)
      matchOne(*element, found);
  return found;
}

/// {params: "head.*", lr: 1e-3, weight_decay: 0} by key; nullopt after a
/// report.
static std::optional<StringMap<const Expr *>>
readGroupKeys(Evaluator &evaluator, const Expr &expr) {
  auto *dictionary = dyn_cast<DictionaryExpr>(&expr);
  if (!dictionary) {
    evaluator.error(expr.range, DiagId::BadValue,
                    "a group must be written {params: \"head.*\", lr_scale: "
                    "0.1, weight_decay: 0.0}");
    return std::nullopt;
  }
  const std::vector<std::string> keys{"params", "optimizer", "lr", "lr_scale",
                                      "weight_decay"};
  StringMap<const Expr *> values;
  for (const Argument &entry : dictionary->entries) {
    StringRef key = entry.name.text;
    bool isKnown = is_contained(keys, key);
    if (isKnown && values.try_emplace(key, entry.value.get()).second)
      continue;
    std::string near = isKnown ? "" : didYouMean(key, keys);
    evaluator
        .error(entry.name.range, DiagId::UnknownKey,
               (isKnown ? "repeated key '" : "unknown key '") + key +
                   "' of a group")
        .help(near.empty() ? "known are " + join(keys, ", ") : near);
    return std::nullopt;
  }
  if (values.count("params"))
    return values;
  evaluator.error(expr.range, DiagId::MissingKey, "a group needs 'params'")
      .help("patterns of names, such as params: [\"head.*\"]");
  return std::nullopt;
}

/// An optimizer of the group's own has all numbers as its arguments.
static void readOwnOptimizer(Evaluator &evaluator,
                             const StringMap<const Expr *> &values,
                             const OptimizerConfig &optimizer,
                             GroupEntry &group) {
  for (StringRef key : {"lr", "lr_scale", "weight_decay"})
    if (const Expr *value = values.lookup(key))
      evaluator
          .error(value->range, DiagId::BadValue,
                 "'" + key + "' of a group with an optimizer of its own")
          .help("give it to the optimizer: {params: .., optimizer: Adam(lr = "
                "2e-4)}");
  const Expr &own = *values.lookup("optimizer");
  if (optimizer.lr.base == 0)
    evaluator.error(own.range, DiagId::BadValue,
                    "the rate of a group follows that of the optimizer, which "
                    "is 0");
  readFollower(evaluator, own, "the optimizer of a group", optimizer,
               group.optimizer.emplace());
}

/// The numbers of a group, and the expression of its `params`, null after a
/// report.
static const Expr *readGroup(Evaluator &evaluator, const Expr &expr,
                             const OptimizerConfig &optimizer,
                             GroupEntry &group) {
  auto values = readGroupKeys(evaluator, expr);
  if (!values)
    return nullptr;
  if (values->lookup("optimizer")) {
    readOwnOptimizer(evaluator, *values, optimizer, group);
    return values->lookup("params");
  }
  const Expr *lr = values->lookup("lr");
  if (lr && isa<CallExpr>(lr)) {
    evaluator
        .error(lr->range, DiagId::BadValue,
               "'lr' of a group must be a number; it follows the schedule of "
               "the optimizer")
        .help("lr_scale: 0.1 is a tenth of the optimizer's rate at every step");
    return nullptr;
  }
  if (lr && values->lookup("lr_scale"))
    evaluator.error(lr->range, DiagId::BadValue,
                    "'lr' and 'lr_scale' cannot both be set");
  if (lr && optimizer.lr.base == 0)
    evaluator.error(lr->range, DiagId::BadValue,
                    "'lr' of a group follows that of the optimizer, which is "
                    "0");
  double rate = optimizer.lr.base;
  readIn(evaluator, lr, "lr", rate, 0, kLargestSetting);
  // Schedules multiply: the group's rate is always as far from the base.
  double scale = optimizer.lr.base ? rate / optimizer.lr.base : 1;
  readIn(evaluator, values->lookup("lr_scale"), "lr_scale", scale, 0,
         kLargestSetting);
  if (scale != 1)
    group.numbers["lr_scale"] = scale;
  if (const Expr *decay = values->lookup("weight_decay"))
    readIn(evaluator, decay, "weight_decay", group.numbers["weight_decay"], 0,
           kLargestSetting);
  return values->lookup("params");
}

/// The elements of a list, or the one expression there is.
static std::vector<const Expr *> elementsOf(const Expr &expr) {
  auto *list = dyn_cast<ListExpr>(&expr);
  if (!list)
    return {&expr};
  std::vector<const Expr *> elements;
  for (const ExprPtr &element : list->elements)
    elements.push_back(element.get());
  return elements;
}

namespace {

/// What decides how a parameter is trained.
struct Membership {
  size_t entry = 0; ///< of `groups`, from 1 on; 0 if none matches
  bool noDecay = false;
  bool isOther = false; ///< left to another optimizer
  auto operator<=>(const Membership &) const = default;
};

class GroupFormer {
public:
  GroupFormer(Evaluator &evaluator, Program &program, const TrainDecl &train)
      : evaluator(evaluator), program(program), train(train),
        matcher(evaluator, program), config(*program.train) {}

  void form();

private:
  const Expr *setting(StringRef key) const;
  void leaveToOthers(UpdateScope scope);
  void readGroups(const Expr &expr);
  ParameterGroup groupOf(const Membership &membership) const;

  Evaluator &evaluator;
  Program &program;
  const TrainDecl &train;
  ParameterMatcher matcher;
  TrainConfig &config;
  std::vector<GroupEntry> entries{1};
  std::map<NodeId, Membership> members; ///< what is not frozen
};

} // namespace

const Expr *GroupFormer::setting(StringRef key) const {
  for (const Setting &entry : train.settings)
    if (entry.name.text == key)
      return entry.value.get();
  return nullptr;
}

/// Marks what the optimizer does not train.
void GroupFormer::leaveToOthers(UpdateScope scope) {
  if (scope == UpdateScope::Rows) {
    for (auto &[id, membership] : members)
      membership.isOther = !program.nodes[id].isSparse;
    if (all_of(members, [](auto &entry) { return entry.second.isOther; }))
      evaluator
          .error(setting("optimizer")->range, DiagId::BadValue,
                 config.optimizer.name + " has nothing to train: it trains "
                                         "tables that are sparse")
          .help("Embedding(.., sparse = true)");
    return;
  }
  for (auto &[id, membership] : members)
    membership.isOther = program.nodes[id].type.rank() != 2;
  for (const Node &node : program.nodes)
    if (node.op == OpKind::Embedding)
      if (auto it = members.find(node.operands[1]); it != members.end())
        it->second.isOther = true;
}

/// A parameter is in the first group that matches it.
void GroupFormer::readGroups(const Expr &expr) {
  for (const Expr *element : elementsOf(expr)) {
    GroupEntry group;
    const Expr *params =
        readGroup(evaluator, *element, config.optimizer, group);
    if (!params)
      continue;
    std::vector<NodeId> found = matcher.match(*params);
    bool takesSome = found.empty();
    for (NodeId id : found) {
      size_t &entry = members[id].entry;
      takesSome |= entry == 0;
      entry = entry == 0 ? entries.size() : entry;
    }
    if (!takesSome)
      evaluator.error(params->range, DiagId::NoSuchParameter,
                      "all parameters of this group are in groups before it");
    entries.push_back(std::move(group));
  }
}

ParameterGroup GroupFormer::groupOf(const Membership &membership) const {
  const GroupEntry &entry = entries[membership.entry];
  const OptimizerConfig &optimizer = entry.optimizer      ? *entry.optimizer
                                     : membership.isOther ? config.others
                                                          : config.optimizer;
  ParameterGroup group{optimizer.name, optimizer.numbers};
  for (auto &[name, value] : entry.numbers) {
    auto own = optimizer.numbers.find(name);
    bool multiplies = name == "lr_scale" && own != optimizer.numbers.end();
    group.numbers[name] = multiplies ? own->second * value : value;
  }
  if (membership.noDecay)
    group.numbers["weight_decay"] = 0;
  if (config.clipGradValue > 0)
    group.numbers["clip_value"] = config.clipGradValue;
  if (config.ema > 0)
    group.numbers["ema"] = config.ema;
  return group;
}

void GroupFormer::form() {
  for (NodeId id : program.parameters)
    members[id] = {};
  // Null after a report.
  const UpdateRule *rule = findUpdateRule(config.optimizer.name);
  if (rule && rule->scope != UpdateScope::All)
    leaveToOthers(rule->scope);
  if (const Expr *groups = setting("groups"))
    readGroups(*groups);
  if (const Expr *noDecay = setting("no_decay"))
    for (NodeId id : matcher.match(*noDecay))
      members[id].noDecay = true;
  if (const Expr *freeze = setting("freeze")) {
    for (NodeId id : matcher.match(*freeze))
      members.erase(id);
    if (members.empty() && !program.parameters.empty())
      evaluator.error(freeze->range, DiagId::BadValue,
                      "'freeze' leaves nothing to train");
  }
  std::map<Membership, int> numbers;
  for (auto &[id, membership] : members)
    numbers[membership] = 0;
  for (auto &[membership, number] : numbers) {
    number = config.groups.size();
    config.groups.push_back(groupOf(membership));
  }
  for (NodeId id : program.parameters) {
    auto it = members.find(id);
    program.nodes[id].group =
        it == members.end() ? Node::kFrozen : numbers[it->second];
  }
}

void Analyzer::formGroups() { GroupFormer(evaluator, program, *train).form(); }

} // namespace bmc
