#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From a fresh clone to a list of violations: installs what is missing, builds the picket program, and replays
#   (a) real aircraft: an airliner whose satellite navigation was spoofed, against national borders; forty flights
#       against the upper sectors of Geneva and Zurich
#   (b) a reconstruction of the incident of 19 September 2025 near Vaindloo
#   (c) what a raid of drones and decoys comes to: leakers, rounds, money
# Each replay prints its incidents and writes incidents.csv, incidents.geojson and map.svg under build/demo.
#
#   tools/demo.sh
set -euo pipefail
. "$(dirname "$0")/common.sh"

if [ $# -gt 0 ]; then
    sed -n 's/^# \{0,1\}//; 3,10p' "$0" >&2
    exit 2
fi

"$picket_root/tools/install_deps.sh"
folder=$picket_root/build/demo
build_picket "$folder" release picket_cli \
    -DPICKET_BUILD_TESTS=OFF -DPICKET_BUILD_BENCHMARKS=OFF -DPICKET_INSTALL=OFF
picket=$folder/examples/picket
data=$picket_root/examples/data

# replay NAME ARGUMENT...: prints the table, writes the three files into build/demo/NAME, says where.
replay() {
    local out=$folder/$1
    shift
    mkdir -p "$out"
    "$picket" replay --table --out "$out/incidents.csv" --geojson "$out/incidents.geojson" --svg "$out/map.svg" "$@"
    echo
    echo "written: ${out#"$PWD/"}/{incidents.csv,incidents.geojson,map.svg}"
}

cat <<'EOF'
(a) Real tracks against real national borders
Flight THY9BP, 17 September 2024, Istanbul to the Baltic, as its transponder reported it. Satellite navigation was
spoofed on the way: for half an hour the reports place it over Ukraine, where it was not.

EOF
replay spoofed-airliner \
    --zones "$data/borders.geojson" \
    --tracks "$data/adsb_spoofed_2024-09-17.csv" \
    --land "$data/land_europe.geojson" \
    --title "Where an airliner said it was" \
    --note "Flight THY9BP, Istanbul to the Baltic, as reported: its satellite navigation was spoofed on the way." \
    --attribution "Borders: Natural Earth (public domain), Crimea as Ukraine's. Positions: the OpenSky Network, from X. Olive's traffic library (MIT)."

cat <<'EOF'

Real tracks against real airspace: forty flights of 1 August 2018, the upper sectors of Geneva and Zurich

EOF
replay swiss-sectors \
    --zones "$data/swiss_upper_sectors.geojson" \
    --tracks "$data/adsb_switzerland_2018-08-01.csv" \
    --land "$data/land_alps.geojson" \
    --title "Forty flights through the upper sectors of Geneva and Zurich" \
    --note "Each sector has a floor and a ceiling in flight levels: a flight that climbs changes sector without turning." \
    --attribution "Sectors: EUROCONTROL (MIT). Positions: the OpenSky Network, from X. Olive's traffic library (MIT). Land: Natural Earth (public domain)."

cat <<'EOF'

(b) 19 September 2025, near Vaindloo
reconstruction: no track was published. Given are three MiG-31, east to west past Vaindloo, about 12 minutes, less
than 10 km deep; route, speed, height and hour are assumptions. The limit of the territorial sea is built from public
land polygons and treaty points. How: examples/data/SOURCE.md

EOF
replay vaindloo \
    --zones "$data/estonia_territorial_sea.geojson" \
    --tracks "$data/vaindloo_2025-09-19_reconstruction.csv" \
    --land "$data/land_gulf_of_finland.geojson" \
    --places "$data/places_vaindloo.csv" \
    --title "Three MiG-31 past Vaindloo, 19 September 2025" \
    --note "reconstruction: no track was published; route, speed and hour are assumptions, and so is the limit of the territorial sea" \
    --attribution "Limit: 12 NM from Natural Earth's coast (public domain) and added islets, 3 NM short of the line agreed with Finland in 1996; not an official boundary."

cat <<'EOF'

(c) Drones and decoys against three layers
Illustrative: prices are public figures, everything else is an assumption. examples/data/SOURCE.md

EOF
mkdir -p "$folder/raid"
"$picket" raid --scenario "$data/raid.json" --monte-carlo 20000 --svg "$folder/raid/raid.svg"
"$picket" raid --scenario "$data/raid.json" --json --out "$folder/raid/raid.json"
echo
echo "written: ${folder#"$PWD/"}/raid/{raid.json,raid.svg}"
