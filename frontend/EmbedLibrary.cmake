# Writes the .model files of the layer library as C++ initialisers.
set(TEXT "")
foreach(FILE ${FILES})
  get_filename_component(NAME ${FILE} NAME)
  file(READ ${FILE} CONTENT)
  string(APPEND TEXT "{\"std/${NAME}\", R\"model(${CONTENT})model\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${TEXT}")
