namespace Reasonator.Bench.Peers;

/// <summary>
/// Ratios to the raw int8 loop with two callers that were measured once, with the same texts (mean 17 tokens) on the reference
/// machine. They are told, never computed with: their packages are Python's, which a run here does not install.
/// </summary>
/// <param name="Server">What it is.</param>
/// <param name="One">One text a request; null where it was not measured.</param>
/// <param name="Many">32 texts a request.</param>
internal sealed record Recorded(string Server, double? One, double Many)
{
    public static IEnumerable<Recorded> Of(Subject subject) => subject.Name == "base"
        ?
        [
            new("Hugging Face pipeline (in process)", 0.10, 0.17),
            new("Infinity 0.0.78, default engine", 0.11, 0.18),
            new("Infinity 0.0.78, int8 ONNX engine", 0.53, 0.67),
        ]
        :
        [
            new("Hugging Face pipeline (in process)", 0.09, 0.19),
            new("Infinity 0.0.78, default engine", 0.08, 0.18),
        ];
}
