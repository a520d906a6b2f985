#include "store/log/file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "store/log/log_test_environment.h"

namespace airperk::store::log {
namespace {

using ::testing::HasSubstr;

/// Where a directory or a pipe stands, nothing is read, written or waited for.
TEST_F(LogTest, What_is_no_file_is_not_opened_as_one) {
  std::filesystem::create_directory(path("directory"));
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  for (const auto* name : {"directory", "pipe"}) {
    const auto file = File::open(path(name), File::Access::read);
    ASSERT_FALSE(file) << name;
    EXPECT_THAT(file.error(), HasSubstr("is no file"));
  }
  EXPECT_FALSE(File::open(path("pipe"), File::Access::write));
}

}  // namespace
}  // namespace airperk::store::log
