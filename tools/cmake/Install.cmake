# cmake --install: bmc, the runtime that it links programs with (found beside
# itself, so the folder may move), examples and the language reference.
# cpack: the same as a Debian package.

install(TARGETS bmc bmc-tokenize RUNTIME DESTINATION bin)
install(TARGETS bmc_runtime ARCHIVE DESTINATION lib)
install(DIRECTORY examples DESTINATION share/doc/bmc)
install(FILES README.md DESTINATION share/doc/bmc)
install(FILES frontend/README.md DESTINATION share/doc/bmc RENAME language.md)
# Debian keeps LLVM's libraries where the loader does not look. Without room for
# another path, which CMake would fill with empty ones.
set_target_properties(bmc PROPERTIES INSTALL_RPATH ${LLVM_LIBRARY_DIR} BUILD_WITH_INSTALL_RPATH ON)
# What is not installed need not be built for it.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bmc)
set(CPACK_PACKAGE_CONTACT "the developers of bmc")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compiler of neural networks to native programs")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# Programs are linked by the system's C++ driver.
set(CPACK_DEBIAN_PACKAGE_DEPENDS g++)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
include(CPack)
