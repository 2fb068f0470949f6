namespace Reasonator.Modeling;

/// <summary>What to build, and of what.</summary>
internal sealed record BuildOptions
{
    /// <summary>The checkpoint's folder: config.json, vocab.txt and model.safetensors or a float32 model.onnx.</summary>
    public required string From { get; init; }

    /// <summary>The model's folder; it must not exist or be empty.</summary>
    public required string Out { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>The terms of the weights, as the manifest is to state them.</summary>
    public required string Licence { get; init; }

    /// <summary>What the weights were trained on, as the manifest is to state it.</summary>
    public required string TrainingData { get; init; }

    /// <summary>Where the checkpoint is from, and which of its revisions.</summary>
    public required Models.ModelOrigin Source { get; init; }

    /// <summary>Lines with a text: what the self-test will run.</summary>
    public required string Golden { get; init; }

    /// <summary>A text a line, to measure activations over; null for the golden texts.</summary>
    public string? Calibration { get; init; }

    /// <summary>Bits of a weight: 8 or 7.</summary>
    public required int Bits { get; init; }
}
