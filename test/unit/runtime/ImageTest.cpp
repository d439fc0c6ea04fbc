//===- ImageTest.cpp - Image files and folders as batches -----------------===//
#include "runtime/data/ImageResize.h"

#include "DataProgram.h"
#include "TempFolder.h"
#include "runtime/data/Dataset.h"
#include "runtime/data/ImageAugment.h"
#include "runtime/data/ImageFolder.h"

#include <cmath>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <zlib.h>

using namespace bmc;

namespace {

const std::string kGolden = GOLDEN_FOLDER "/images/";

Json readExpected() {
  std::string text;
  Json expected;
  EXPECT_OK(readFile(kGolden + "expected.json", text));
  EXPECT_OK(parseJson(text, expected));
  return expected;
}

/// The largest difference between the bytes of an image and expected ones.
int difference(const Pixels &image, const Json &expected) {
  EXPECT_EQ(image.size(), expected.size());
  int worst = 0;
  for (size_t i = 0; i < std::min(image.size(), expected.size()); ++i)
    worst = std::max(worst, std::abs(image.bytes[i] - expected[i].get<int>()));
  return worst;
}

TEST(Image, DecodesAsPillow) {
  for (const Json &entry : readExpected()["decoded"]) {
    std::string file = entry["file"];
    Pixels image;
    ASSERT_OK(readImageFile(kGolden + file, entry["channels"], image));
    EXPECT_LE(difference(image, entry["pixels"]), entry["tolerance"].get<int>())
        << file << " with " << image.channels << " channels";
  }
}

TEST(Image, ResizesAsPyTorch) {
  for (const Json &entry : readExpected()["resized"]) {
    std::string file = entry["file"];
    Pixels image;
    ASSERT_OK(readImageFile(kGolden + file, entry["channels"], image));
    Pixels other =
        resizeImage(std::move(image), entry["height"], entry["width"]);
    EXPECT_EQ(difference(other, entry["pixels"]), 0)
        << file << " as " << other.height << " x " << other.width;
  }
}

/// The error of reading a file with these bytes.
std::string refusal(std::string_view bytes) {
  TempFolder folder;
  Pixels image;
  std::string path = folder.file("x", bytes);
  Status status = readImageFile(path, 3, image, 1 << 20);
  EXPECT_EQ(status.code(), Code::BadInput);
  return status.message().substr(
      std::min(path.size(), status.message().size()));
}

std::string contents(const std::string &name) {
  std::string text;
  EXPECT_OK(readFile(kGolden + name, text));
  return text;
}

TEST(Image, RefusesDamage) {
  std::string png = contents("rgb.png"), jpeg = contents("colour.jpg");
  EXPECT_EQ(refusal("GIF89a"), ": neither a PNG nor a JPEG file");
  EXPECT_EQ(refusal(""), ": neither a PNG nor a JPEG file");
  EXPECT_EQ(refusal(png.substr(0, png.size() - 20)),
            ":33: the file ends early, after " +
                std::to_string(png.size() - 20) + " bytes");
  EXPECT_EQ(refusal(jpeg.substr(0, jpeg.size() - 2)),
            ":" + std::to_string(jpeg.size() - 2) +
                ": the file ends early, after " +
                std::to_string(jpeg.size() - 2) + " bytes");
  std::string flipped = png;
  flipped[png.size() - 20] ^= 1;
  EXPECT_EQ(refusal(flipped),
            ":33: the image is damaged: the checksum of a chunk is wrong");
  size_t frame = jpeg.find("\xFF\xC0");
  std::string twelve = jpeg;
  twelve[frame + 4] = 12; // bits
  EXPECT_EQ(refusal(twelve), ": the image is damaged: unknown image type");
  std::string codes = jpeg;
  size_t table = jpeg.find("\xFF\xC4");
  codes[table + 20] = '\xFF'; // of 16 bits
  EXPECT_TRUE(refusal(codes).starts_with(":" + std::to_string(table + 4) +
                                         ": the image is damaged: a table of "))
      << refusal(codes);
  // Where scans follow each other.
  std::string later = contents("progressive.jpg");
  table = later.find("\xFF\xC4", later.find("\xFF\xDA"));
  ASSERT_NE(table, std::string::npos);
  later[table + 20] = '\xFF';
  EXPECT_NE(refusal(later).find("a table of "), std::string::npos);
  std::string large = jpeg;
  large.replace(frame + 5, 4, "\x7F\x01\x7F\x01", 4);
  EXPECT_EQ(refusal(large), ": 32513 x 32513 pixels, expected at most 1048576 "
                            "in all");
  large.replace(frame + 5, 4, "\x03\xFF\x03\xFF", 4);
  EXPECT_EQ(refusal(large), ": 1023 x 1023 pixels in " +
                                std::to_string(large.size()) +
                                " bytes: the image is damaged");
}

/// A PNG file of black pixels of four channels of 16 bits, as small as it gets.
std::string blackPng(uint32_t width, uint32_t height) {
  auto number = [](uint64_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes += static_cast<char>(value >> shift);
    return bytes;
  };
  auto chunk = [&](const std::string &type, const std::string &data) {
    std::string body = type + data;
    return number(data.size()) + body +
           number(crc32(0, reinterpret_cast<const Bytef *>(body.data()),
                        static_cast<uInt>(body.size())));
  };
  std::string zeros(1 + 8 * size_t{width}, '\0'), packed(1 << 20, '\0');
  z_stream stream = {};
  EXPECT_EQ(deflateInit(&stream, 1), Z_OK);
  stream.next_out = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  for (uint32_t row = 0; row < height; ++row) {
    stream.next_in = reinterpret_cast<Bytef *>(zeros.data());
    stream.avail_in = static_cast<uInt>(zeros.size());
    deflate(&stream, row + 1 < height ? Z_NO_FLUSH : Z_FINISH);
  }
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  std::string kind("\x10\x06\0\0\0", 5);
  return "\x89PNG\r\n\x1A\n" +
         chunk("IHDR", number(width) + number(height) + kind) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

TEST(Image, RefusesWhatTakesTooMuchMemory) {
  TempFolder folder;
  Pixels image;
  std::string path = folder.file("small.png", blackPng(2048, 1024));
  ASSERT_OK(readImageFile(path, 1, image));
  EXPECT_EQ(image.width, 2048);
  // 4 x 16 bits of each pixel, as it is and with its channels as wanted.
  path = folder.file("large.png", blackPng(4096, 6000));
  EXPECT_ERROR(readImageFile(path, 3, image), Code::BadInput,
               "large.png: to read the image takes more than 256.0 MiB of "
               "memory");
}

/// Files of one colour by class; `image` f32[B, 1, 2, 2] and `label`.
class ImageFolderTest : public testing::Test {
protected:
  ImageFolderTest() {
    DataProgram::describe(names, inputs, 2);
    config["data"] = {{"kind", "images"},
                      {"split", {{"train", 1.0}, {"val", 0.0}}},
                      {"size", {1, 2, 2}},
                      {"labels", ""},
                      {"classes", 2},
                      {"mean", {0.0}},
                      {"std", {1.0}},
                      {"bindings",
                       {{{"field", "image"}, {"input", "image"}},
                        {{"field", "label"}, {"input", "label"}}}}};
  }

  void copy(const std::string &from, const std::string &to) const {
    std::filesystem::create_directories(
        std::filesystem::path(folder.path(to)).parent_path());
    std::filesystem::copy_file(kGolden + from, folder.path(to));
  }
  Status open(const Json *identity = nullptr, const char *function = "train",
              const std::string &path = "") {
    DataOptions options;
    options.path = folder.path(path);
    options.function = function;
    options.identity = identity;
    options.mayNumber = options.function == "train";
    return openDataset(config, names.program, options, data);
  }
  std::string error(const char *function = "train") {
    Status status = open(nullptr, function);
    EXPECT_EQ(status.code(), Code::BadInput);
    std::string message = status.message();
    if (message.starts_with(folder.path()))
      message.replace(0, folder.path().size(), "F");
    return message;
  }

  TempFolder folder;
  DataProgram names;
  BmrtTensor inputs[2] = {DataProgram::input("image", kBmrtF64, {-1, 1, 2, 2}),
                          DataProgram::input("label", kBmrtI32, {-1})};
  Json config;
  std::unique_ptr<Dataset> data;
  Batch batch;
};

TEST_F(ImageFolderTest, NumbersFoldersByName) {
  copy("rgb.png", "cat/2.png");
  copy("grey.png", "cat/10.png");
  copy("grey.jpg", "bird/a.jpeg");
  folder.file(".hidden", "");
  folder.file("cat/.DS_Store", "");
  ASSERT_OK(open());
  EXPECT_EQ(dumpJson(data->identity()["categories"]),
            R"({"label":["bird","cat"]})");
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  ASSERT_EQ(batch.rows, 3);
  EXPECT_EQ(batch.names, (std::vector<std::string>{"bird/a.jpeg", "cat/10.png",
                                                   "cat/2.png"}));
  for (int64_t row : {0, 1, 2})
    EXPECT_EQ(batch.tensors[1].element(row), row > 0);
  // As weights number them, whatever there is here.
  Json saved = {{"categories", {{"label", {"ant", "bird", "cat"}}}}};
  EXPECT_FALSE(open(&saved).ok());
  saved["categories"]["label"] = {"cat", "bird"};
  ASSERT_OK(open(&saved, "eval"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[1].element(0), 1);
  saved["categories"]["label"] = {"cat", "dog"};
  EXPECT_FALSE(open(&saved, "eval").ok());
}

TEST_F(ImageFolderTest, TakesNumbersAsTheyAre) {
  copy("rgb.png", "1/a.png");
  ASSERT_OK(open());
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[1].element(0), 1);
  copy("rgb.png", "2/a.png");
  EXPECT_EQ(error(), "F/2: class 2, expected an integer in [0, 2), or names");
}

TEST_F(ImageFolderTest, ReportsByTheNamesOfFoldersAndFiles) {
  config["data"]["split"] = {{"train", 0.5}, {"val", 0.5}};
  copy("rgb.png", "cat/1.png");
  copy("rgb.png", "cat/2.png");
  ASSERT_OK(open());
  std::string report = fmt::format("{}", fmt::join(data->report(), "\n"));
  EXPECT_NE(report.find("label: cat 1 + 1 (100.0 %)"), report.npos) << report;
  bool isFirst = report.find(": cat/1.png is cat/2.png") != report.npos;
  bool isSecond = report.find(": cat/2.png is cat/1.png") != report.npos;
  EXPECT_NE(isFirst, isSecond) << report;
}

TEST_F(ImageFolderTest, NormalisesByTheTrainingSplit) {
  config["data"]["normalize"] = true;
  config["data"]["split"] = {{"train", 0.5}, {"val", 0.5}};
  copy("rgb.png", "a/1.png");
  copy("grey.jpg", "a/2.jpg");
  ASSERT_OK(open());
  ASSERT_OK(data->evalBatch(Split::Train, 0, 0, 8, batch));
  ASSERT_EQ(batch.rows, 1);
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < 4; ++i) {
    double pixel = batch.tensors[0].element(i);
    sum += pixel;
    squares += pixel * pixel;
  }
  EXPECT_NEAR(sum, 0, 1e-12);
  EXPECT_NEAR(squares, 4, 1e-12);
  // Others are normalised by the same numbers, which the identity keeps.
  Json identity = data->identity();
  Batch all;
  ASSERT_OK(open(&identity, "predict"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, all));
  bool isFirst = all.names[0] == batch.names[0];
  for (int64_t i = 0; i < 4; ++i)
    EXPECT_EQ(all.tensors[0].element(isFirst ? i : i + 4),
              batch.tensors[0].element(i));
  EXPECT_EQ(
      error("predict"),
      "F: the weights do not say how pixels are normalised; take those of "
      "a checkpoint, or write mean and std into the model");
}

TEST_F(ImageFolderTest, PredictsAnyFolderAndOneFile) {
  copy("rgb.png", "z.png");
  copy("rgb.png", "b/1.png");
  ASSERT_OK(open(nullptr, "predict"));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.names, (std::vector<std::string>{"b/1.png", "z.png"}));
  ASSERT_OK(open(nullptr, "predict", "z.png"));
  EXPECT_EQ(data->rows(Split::All), 1);
  Status status = open(nullptr, "train", "z.png");
  EXPECT_EQ(status.message(), folder.path("z.png") +
                                  ": one image, expected a folder of images "
                                  "by class");
}

TEST_F(ImageFolderTest, NamesWhatIsWrong) {
  EXPECT_EQ(error(), "F: an empty folder, expected folders of images, one for "
                     "each class");
  copy("rgb.png", "a/1.png");
  copy("rgb.png", "b.png");
  EXPECT_EQ(error(),
            "F/b.png: a file, expected folders of images, one for each class");
  std::filesystem::remove(folder.path("b.png"));
  std::filesystem::create_directory(folder.path("b"));
  EXPECT_EQ(error(), "F/b: an empty folder, expected images");
  folder.file("b/notes.txt", "hello");
  folder.file("b/other.txt", "hello");
  EXPECT_EQ(error(), "F/b/notes.txt: neither a PNG nor a JPEG file");
  std::filesystem::remove(folder.path("b/notes.txt"));
  std::filesystem::remove(folder.path("b/other.txt"));
  std::filesystem::create_directory(folder.path("b/deeper"));
  EXPECT_EQ(error(), "F/b/deeper: found a folder, expected a regular file");
  std::filesystem::remove(folder.path("b/deeper"));
  std::filesystem::create_symlink("/dev/zero", folder.path("b/zero"));
  EXPECT_EQ(error(), "F/b/zero: found a special file, expected a regular file");
  std::filesystem::remove(folder.path("b/zero"));
  std::filesystem::create_symlink("nowhere", folder.path("b/link"));
  EXPECT_EQ(error(), "F/b/link: No such file or directory");
  std::filesystem::remove(folder.path("b/link"));
  std::filesystem::create_symlink("..", folder.path("b/up"));
  EXPECT_EQ(error(), "F/b/up: found a folder, expected a regular file");
  std::filesystem::remove(folder.path("b/up"));
  copy("rgb.png", "b/1.png");
  copy("rgb.png", "c/1.png");
  EXPECT_EQ(error(), "F: 3 folders, expected at most 2, one for each class");
  EXPECT_EQ(error("eval"), "F/a: the weights do not say which numbers classes "
                           "have; name folders by number, or take the weights "
                           "of a checkpoint");
}

//===----------------------------------------------------------------------===//
// Changes at random
//===----------------------------------------------------------------------===//

const std::vector<int64_t> kSize{1, 3, 4};
const std::vector<uint8_t> kImage{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

std::vector<double> change(const ImageChanges &changes, int64_t row = 0,
                           int64_t epoch = 0) {
  std::vector<double> values;
  changeImage(changes, {1337, epoch}, row, kSize, kImage.data(), values);
  return values;
}

TEST(ImageAugment, Mirrors) {
  ImageChanges changes;
  EXPECT_FALSE(changes.any());
  changes.horizontalFlip = 1;
  EXPECT_EQ(change(changes),
            (std::vector<double>{4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9}));
  changes = {.verticalFlip = 1};
  EXPECT_EQ(change(changes),
            (std::vector<double>{9, 10, 11, 12, 5, 6, 7, 8, 1, 2, 3, 4}));
  // As often as it should, and differently for rows and epochs.
  changes = {.horizontalFlip = 0.25};
  int flipped = 0;
  for (int64_t row = 0; row < 100; ++row)
    for (int64_t epoch = 0; epoch < 40; ++epoch)
      flipped += change(changes, row, epoch)[0] == 4;
  EXPECT_NEAR(flipped, 1000, 100);
}

TEST(ImageAugment, CropsFromABlackFrame) {
  ImageChanges changes{.crop = 2};
  std::set<std::vector<double>> seen;
  for (int64_t row = 0; row < 400; ++row) {
    std::vector<double> values = change(changes, row);
    seen.insert(values);
    // What is left of the image keeps its distances: find 6, if it is there.
    for (int64_t i = 0; i < 12; ++i)
      if (values[static_cast<size_t>(i)] == 6 && i % 4 > 0)
        EXPECT_EQ(values[static_cast<size_t>(i - 1)], 5);
  }
  EXPECT_EQ(seen.size(), 25u);
  EXPECT_TRUE(seen.count({6, 7, 8, 0, 10, 11, 12, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(seen.count({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2}));
}

TEST(ImageAugment, TurnsAndScalesAboutTheCentre) {
  // The middle of three rows is on the axis: it keeps its mean under turns.
  std::vector<int64_t> size{1, 5, 5};
  std::vector<uint8_t> cross(25, 0);
  cross[12] = 200; // the centre
  cross[10] = 100;
  ImageChanges changes{.rotation = 180};
  std::vector<double> values;
  bool wentAround = false;
  for (int64_t row = 0; row < 50; ++row) {
    changeImage(changes, {7, 0}, row, size, cross.data(), values);
    EXPECT_NEAR(values[12], 200, 1e-9);
    wentAround |= values[14] > 90;
  }
  EXPECT_TRUE(wentAround);
  // Twice as large: what was a pixel from the centre is two from it.
  cross.assign(25, 0);
  cross[11] = 100;
  changes = {.scaleMin = 2, .scaleMax = 2};
  changeImage(changes, {7, 0}, 0, size, cross.data(), values);
  EXPECT_NEAR(values[10], 100, 1e-9);
  EXPECT_NEAR(values[11], 50, 1e-9);
  // And mirrored as well.
  changes.horizontalFlip = 1;
  changeImage(changes, {7, 0}, 0, size, cross.data(), values);
  EXPECT_NEAR(values[14], 100, 1e-9);
  EXPECT_NEAR(values[13], 50, 1e-9);
}

TEST(ImageAugment, ChangesLight) {
  ImageChanges changes{.brightness = 0.5};
  double least = 10, most = 0;
  for (int64_t row = 0; row < 300; ++row) {
    std::vector<double> values = change(changes, row);
    EXPECT_NEAR(values[9] / values[0], 10, 1e-9);
    least = std::min(least, values[0]);
    most = std::max(most, values[0]);
  }
  EXPECT_NEAR(least, 0.5, 0.02);
  EXPECT_NEAR(most, 1.5, 0.02);
  changes = {.contrast = 0.5};
  for (int64_t row = 0; row < 20; ++row) {
    std::vector<double> values = change(changes, row);
    double factor = values[7] - values[6];
    EXPECT_GE(factor, 0.5);
    EXPECT_LE(factor, 1.5);
    EXPECT_NEAR(values[0], std::max(0.0, 6.5 - 5.5 * factor), 1e-9);
  }
}

TEST(ImageAugment, HidesASquare) {
  ImageChanges changes{.cutout = 2};
  std::set<int> counts;
  for (int64_t row = 0; row < 100; ++row) {
    std::vector<double> values = change(changes, row);
    counts.insert(static_cast<int>(std::ranges::count_if(
        values, [](double value) { return std::isnan(value); })));
  }
  EXPECT_EQ(counts, (std::set<int>{1, 2, 4}));
}

TEST_F(ImageFolderTest, ChangesTrainingRowsByEpochAlone) {
  config["data"]["augment"] = {{"crop", 1}, {"brightness", 0.5}, {"cutout", 1}};
  config["data"]["mean"] = {0.25};
  copy("rgb.png", "a/1.png");
  copy("grey.jpg", "a/2.jpg");
  copy("grey.png", "b/3.png");
  ASSERT_OK(open());
  std::map<std::pair<int64_t, int64_t>, std::vector<char>> seen;
  Batch large;
  for (int64_t step = 0; step < 8; ++step) {
    ASSERT_OK(data->trainBatch(step, 3, batch));
    // The same rows as parts of other batches.
    ASSERT_OK(data->trainBatch(step / 2, 6, large));
    size_t bytes = batch.tensors[0].storage.size();
    auto begin = large.tensors[0].storage.begin() +
                 static_cast<ptrdiff_t>(step % 2 * bytes);
    EXPECT_TRUE(std::equal(begin, begin + static_cast<ptrdiff_t>(bytes),
                           batch.tensors[0].storage.begin()));
    for (size_t row = 0; row < 3; ++row) {
      auto at = batch.tensors[0].storage.begin() +
                static_cast<ptrdiff_t>(row * bytes / 3);
      seen[{step, batch.names[row][0] == 'b' ? 2 : batch.names[row][2] - '1'}]
          .assign(at, at + static_cast<ptrdiff_t>(bytes / 3));
    }
  }
  EXPECT_NE((seen[{0, 0}]), (seen[{1, 0}]));
  EXPECT_NE((seen[{1, 0}]), (seen[{2, 0}]));
  // Hidden is what the mean becomes.
  int zeros = 0;
  for (int64_t i = 0; i < 4; ++i)
    zeros += batch.tensors[0].element(i) == 0;
  EXPECT_EQ(zeros, 1);
  // An evaluation sees them as they are, of training rows too.
  Batch again;
  ASSERT_OK(data->evalBatch(Split::Train, 0, 0, 8, batch));
  config["data"].erase("augment");
  ASSERT_OK(open());
  ASSERT_OK(data->evalBatch(Split::Train, 0, 0, 8, again));
  EXPECT_EQ(batch.tensors[0].storage, again.tensors[0].storage);
}

} // namespace
