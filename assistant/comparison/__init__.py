"""The third job: papers side by side, in columns of which every cell shows the sentences it rests on."""
