// Cradle on an ESP32-DevKitC. The flash tool reads the chip's name behind "with".
#define MICROPY_HW_BOARD_NAME "Cradle esp32_devkitc"
#define MICROPY_HW_MCU_NAME "ESP32"
