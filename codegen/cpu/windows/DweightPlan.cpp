//===- DweightPlan.cpp - Sizes of the product for a weight's gradient -----===//

#include "codegen/cpu/windows/DweightProduct.h"

using namespace mlir;

namespace bmc {

namespace {

/// Staged panels, sums and places of a task; together with the rows of dy that
/// a tile walks they stay in L2.
constexpr int64_t kStageBytes = 192 << 10;
constexpr int64_t kSumBytes = 160 << 10;
constexpr int64_t kPlaceBytes = 48 << 10;
/// Positions that a register tile walks.
constexpr int64_t kRun = 512;
constexpr int64_t kTaskFilters = 64;
/// Taps of all channels of a task, about.
constexpr int64_t kTaskTaps = 320;
/// The same where x and dy are transformed: what is staged, both for all
/// points, and their sums. Runs may be shorter, since a position has four
/// results.
constexpr int64_t kPointStageBytes = 128 << 10;
constexpr int64_t kPointPanelBytes = 256 << 10;
constexpr int64_t kPointFilterBytes = 320 << 10;
constexpr int64_t kPointSumBytes = 256 << 10;
constexpr int64_t kPointRun = 64;
/// Those that are worth transforming dy.
constexpr int64_t kLeastPointPanels = 3;
/// How many lanes may be computed for one that counts.
constexpr double kMostWaste = 1.6;

/// Pieces and images of about `run` positions.
void choosePositions(DweightPlan &plan, int64_t run, int64_t chunkImages) {
  int64_t allRows = plan.piece.axes[0].positions();
  int64_t allColumns = plan.piece.axes[1].positions();
  plan.piece.columns = evenPart(allColumns, run);
  plan.piece.rows =
      plan.piece.columns < allColumns ? 1 : evenPart(allRows, run / allColumns);
  if (plan.positions() == allRows * allColumns)
    plan.images = std::clamp<int64_t>(run / plan.positions(), 1, chunkImages);
}

/// A product that reads staged panels and dy.
std::optional<DweightPlan> planTaps(const CpuTarget &target,
                                    const Windows &windows, Type type,
                                    int64_t chunkImages, DweightPlan plan) {
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  choosePositions(plan, kRun, chunkImages);
  int64_t stage = kStageBytes / bytes;
  plan.images = std::min(plan.images, stage / plan.panelElements());
  if (plan.images < 1)
    return std::nullopt;
  int64_t limit = std::min(stage / plan.images / plan.panelElements(),
                           kTaskTaps / plan.taps / plan.lanes);
  plan.panels = evenPart(plan.panels, limit);
  plan.tile = tileShape(target, type, plan.panels * plan.taps * plan.lanes);
  limit = std::min(kTaskFilters, kSumBytes / bytes / plan.filterSums());
  plan.filters =
      llvm::alignTo(evenPart(windows.groupFilters(), limit), plan.tile.rows);
  return plan;
}

/// A product for each point. None without pairs, with few channels, or where
/// lanes of dy would be lost in planes with fewer positions than a vector.
std::optional<DweightPlan> planPoints(const CpuTarget &target,
                                      const Windows &windows, Type type,
                                      int64_t chunkImages, DweightPlan plan) {
  auto axes = pairStencils(plan.piece.axes);
  if (!axes || plan.panels < kLeastPointPanels)
    return std::nullopt;
  plan.piece.axes = std::move(*axes);
  if (plan.piece.axes[0].positions() * plan.piece.axes[1].positions() <
      plan.lanes)
    return std::nullopt;
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  plan.points = winogradPoints(plan.piece.axes);
  choosePositions(plan, kPointRun, chunkImages);
  auto perPoint = [&](int64_t all) { return all / bytes / plan.numPoints(); };
  int64_t limit = std::min({perPoint(kPointPanelBytes) / plan.pointPanel(),
                            kPointStageBytes / bytes / plan.panelElements(),
                            kTaskFilters / plan.lanes});
  if (limit < 1)
    return std::nullopt;
  plan.panels = evenPart(plan.panels, limit);
  plan.tile = tileShape(target, type, plan.panels * plan.lanes);
  limit =
      std::min({kTaskFilters, perPoint(kPointFilterBytes) / plan.pointFilter(),
                perPoint(kPointSumBytes) / plan.filterSums()});
  if (limit < plan.tile.rows)
    return std::nullopt;
  limit = limit / plan.tile.rows * plan.tile.rows;
  plan.filters =
      llvm::alignTo(evenPart(windows.groupFilters(), limit), plan.tile.rows);
  return plan;
}

} // namespace

std::optional<DweightPlan> planDweightProduct(const CpuTarget &target,
                                              const Windows &windows, Type type,
                                              int64_t chunkImages) {
  DweightPlan plan;
  plan.tile = tileShape(target, type);
  plan.lanes = plan.tile.lanes;
  plan.panels = llvm::divideCeil(windows.groupChannels(), plan.lanes);
  double channelWaste =
      double(plan.channels()) / double(windows.groupChannels());
  double filterWaste =
      double(llvm::alignTo(windows.groupFilters(), plan.tile.rows)) /
      double(windows.groupFilters());
  if (channelWaste * filterWaste > kMostWaste)
    return std::nullopt;
  plan.taps = windows.kernel();
  plan.piece.axes = {forwardStencil(windows.axes[0]),
                     forwardStencil(windows.axes[1])};
  plan.input = {windows.axes[0].input, windows.axes[1].input};
  for (auto planWay : {planPoints, planTaps}) {
    auto way = planWay(target, windows, type, chunkImages, plan);
    if (way && way->sourceElements() * 4 <= kPlaceBytes)
      return way;
  }
  return std::nullopt;
}

} // namespace bmc
