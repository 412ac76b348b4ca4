// Cradle on an ESP32; the board's name comes from boards/image.py. The flash tool reads the chip's
// name behind "with".
#define MICROPY_HW_BOARD_NAME "Cradle @BOARD@"
#define MICROPY_HW_MCU_NAME "ESP32"
