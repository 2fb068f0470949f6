namespace Reasonator.Modeling;

/// <summary>A tensor as the header of a safetensors file describes it; the values are consistent with each other.</summary>
/// <param name="Type">Its type, such as F32.</param>
/// <param name="Shape">Its dimensions; none is negative.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte behind its last.</param>
internal sealed record SafetensorsTensor(string Type, long[] Shape, long Begin, long End);
