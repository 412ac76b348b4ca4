// Cradle on an ESP32-S3; the board's name comes from boards/image.py. The flash tool reads the chip's
// name behind "with".
#define MICROPY_HW_BOARD_NAME "Cradle @BOARD@"
#define MICROPY_HW_MCU_NAME "ESP32S3"
// The console is on the module's UART as well as on native USB.
#define MICROPY_HW_ENABLE_UART_REPL (1)
