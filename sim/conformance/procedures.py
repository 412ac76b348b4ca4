"""What the model cannot tell, and how it is measured on a real incubator."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Procedure:
    id: str
    title: str
    clause: str
    why: str
    how: str
    limit: str


PROCEDURES = (
    Procedure(
        "T-02",
        "Uniformity",
        "201.12.1.102",
        "The model has one well-mixed hood.",
        "Steady at 32 and at 36 degC. Probes 10 cm above the mattress at its centre M and at the "
        "centres A to D of its four quarters, once a minute for an hour; then with the mattress "
        "at both ends of its tilt.",
        "means of A to D from the mean of M: 0.8 K; 1.0 K tilted",
    ),
    Procedure(
        "T-10",
        "Air speed",
        "201.12.1.111",
        "The model has no field of flow.",
        "In normal use, an anemometer for slow air at the same five points.",
        "0.35 m/s",
    ),
    Procedure(
        "T-11",
        "Carbon dioxide",
        "201.12.4.2.101",
        "The model has no gas but water.",
        "4 % CO2 in air at 750 ml/min through a tube of 8 mm, upright, 10 cm over the centre of "
        "the mattress; read 15 cm from it once it is constant.",
        "none: it is disclosed",
    ),
    Procedure(
        "T-12",
        "Noise and loudness of alarms",
        "201.9.6.2.1.101 to .103",
        "The model has a speaker's signal, and no room. `make sound` measures the signal.",
        "At 36 degC and the most humidity, a microphone 10 cm over the centre of the mattress; "
        "for alarms also 3 m in front of the unit, each volume, with and without a pause.",
        "60 dB(A) inside; alarms 80 dB(A) inside at most, 65 dB(A) at 3 m at least",
    ),
    Procedure(
        "T-09",
        "Indication of humidity, its sensor",
        "201.12.1.109",
        "The model's sensor is as good as its datasheet, and has no place in the hood.",
        "A reference hygrometer at the centre of the hood, set to 34 degC and 60 % RH.",
        "10 % RH",
    ),
    Procedure(
        "T-13",
        "Surfaces that a finger reaches",
        "201.11.1",
        "Mattress and wall have one temperature each in the model; outlet and metal have none.",
        "Thermocouples on every surface within reach of the infant, in normal use and with the "
        "fan stopped, the heater full on and the skin probe off.",
        "40 degC metal and what touches the infant, 43 degC other",
    ),
    Procedure(
        "T-25",
        "Blocked outlets, with cloth",
        "201.12.3.101",
        "The model takes nine tenths of the flow away; a cloth takes what it takes.",
        "Lay a cloth on each outlet, and over the inlet's filter.",
        "alarm and heater off before any surface is above the limits of T-13",
    ),
)
