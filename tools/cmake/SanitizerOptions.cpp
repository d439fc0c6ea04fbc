//===- SanitizerOptions.cpp - Defaults of the asan preset -----------------===//
//
// Debian's LLVM and libstdc++ are built without AddressSanitizer: memory that
// our inlined copies of their allocators and containers poison is written by
// their own copies, which know nothing of it. LLVM never frees its contexts'
// uniqued storage piece by piece, so leaks are not looked for either.
//
//===----------------------------------------------------------------------===//

extern "C" const char *__asan_default_options();

const char *__asan_default_options() {
  return "allow_user_poisoning=0:detect_container_overflow=0:detect_leaks=0";
}
