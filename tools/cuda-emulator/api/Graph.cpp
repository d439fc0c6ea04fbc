//===- Graph.cpp - Capture and graphs -------------------------------------===//
//
// A graph is the captured work in its order. Launches hold the bytes of their
// parameters as they were when they were captured.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/api/Call.h"

using namespace bmc::cuda;
using namespace emulator;

EMULATOR_EXPORT Result cuStreamBeginCapture_v2(Stream handle,
                                               CaptureMode mode) {
  return onStream("cuStreamBeginCapture", handle,
                  [=](Driver &driver, StreamObject &stream) {
                    if (!handle)
                      return Result::StreamCaptureUnsupported;
                    if (stream.capture)
                      return Result::IllegalState;
                    if (mode < CaptureMode::Global ||
                        mode > CaptureMode::Relaxed)
                      return Result::InvalidValue;
                    stream.capture = std::make_unique<Capture>();
                    stream.capture->mode = mode;
                    return Result::Success;
                  });
}

EMULATOR_EXPORT Result cuStreamEndCapture(Stream handle, Graph *graph) {
  return onStream(
      "cuStreamEndCapture", handle, [=](Driver &driver, StreamObject &stream) {
        if (!graph)
          return Result::InvalidValue;
        *graph = nullptr;
        if (!stream.capture)
          return Result::IllegalState;
        std::unique_ptr<Capture> capture = std::move(stream.capture);
        if (capture->isInvalid)
          return Result::StreamCaptureInvalidated;
        auto object = std::make_unique<GraphObject>();
        object->works = std::move(capture->works);
        *graph = driver.graphs.add(std::move(object));
        return Result::Success;
      });
}

EMULATOR_EXPORT Result cuGraphInstantiateWithFlags(GraphExec *exec, Graph graph,
                                                   unsigned long long flags) {
  return call("cuGraphInstantiateWithFlags", Needs::Context,
              [=](Driver &driver) {
                if (!exec || flags > 15)
                  return Result::InvalidValue;
                if (!driver.graphs.contains(graph))
                  return Result::InvalidHandle;
                auto object = std::make_unique<GraphExecObject>();
                object->works = graph->works;
                *exec = driver.graphExecs.add(std::move(object));
                return Result::Success;
              });
}

EMULATOR_EXPORT Result cuGraphLaunch(GraphExec exec, Stream handle) {
  return onStream("cuGraphLaunch", handle,
                  [=](Driver &driver, StreamObject &stream) {
                    if (!driver.graphExecs.contains(exec))
                      return Result::InvalidHandle;
                    for (const Work &work : exec->works)
                      if (Result result = driver.enqueue(stream, work);
                          result != Result::Success)
                        return result;
                    return Result::Success;
                  });
}

EMULATOR_EXPORT Result cuGraphExecDestroy(GraphExec exec) {
  return call("cuGraphExecDestroy", Needs::Context, [=](Driver &driver) {
    if (!driver.graphExecs.contains(exec))
      return Result::InvalidHandle;
    driver.graphExecs.remove(exec);
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuGraphDestroy(Graph graph) {
  return call("cuGraphDestroy", Needs::Context, [=](Driver &driver) {
    if (!driver.graphs.contains(graph))
      return Result::InvalidHandle;
    driver.graphs.remove(graph);
    return Result::Success;
  });
}
