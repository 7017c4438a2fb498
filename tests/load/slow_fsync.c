/* Preloaded into a program, delays each of its fsync and fdatasync calls by 5 ms. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void wait_5_ms(void) {
    struct timespec time = {0, 5000000};
    nanosleep(&time, 0);
}

int fsync(int file) {
    wait_5_ms();
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    wait_5_ms();
    return (int)syscall(SYS_fdatasync, file);
}
