"""The colours of Okabe and Ito, which the colour-blind tell apart too."""

BLACK = "#000000"
BLUE = "#0072B2"
SKY = "#56B4E9"
VERMILION = "#D55E00"
ORANGE = "#E69F00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
