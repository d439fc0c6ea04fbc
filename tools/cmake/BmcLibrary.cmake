# bmc_add_library(NAME): a compiler library from every .cpp below the current
# folder, with LLVM's flags and the shared precompiled header.
# bmc_add_tool(NAME LIBRARIES...): an executable in build/bin.

add_library(bmc_pch OBJECT ${PROJECT_SOURCE_DIR}/tools/cmake/Pch.cpp)
target_compile_options(bmc_pch PRIVATE -fno-exceptions -fpch-instantiate-templates)
target_precompile_headers(bmc_pch PRIVATE ${PROJECT_SOURCE_DIR}/tools/cmake/Pch.h)

function(bmc_use_compiler_flags NAME)
  target_compile_options(${NAME} PRIVATE -fno-exceptions -fpch-instantiate-templates)
  target_precompile_headers(${NAME} REUSE_FROM bmc_pch)
endfunction()

function(bmc_add_library NAME)
  file(GLOB_RECURSE SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(${NAME} STATIC ${SOURCES})
  bmc_use_compiler_flags(${NAME})
  if(TARGET BmcIRGenerated)
    add_dependencies(${NAME} BmcIRGenerated)
  endif()
endfunction()

function(bmc_add_tool NAME)
  file(GLOB SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(BMC_SANITIZE)
    list(APPEND SOURCES ${PROJECT_SOURCE_DIR}/tools/cmake/SanitizerOptions.cpp)
  endif()
  add_executable(${NAME} ${SOURCES})
  bmc_use_compiler_flags(${NAME})
  # The precompiled header is built with -fPIC and must be used with it.
  set_target_properties(${NAME} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${NAME} PRIVATE -fPIC)
  target_link_libraries(${NAME} PRIVATE ${ARGN} MLIR LLVM)
  add_dependencies(${NAME} BmcIRGenerated)
endfunction()
