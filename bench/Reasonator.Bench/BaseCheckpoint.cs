using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reasonator.Bench;

/// <summary>Writes a checkpoint of FinBERT's size, BERT-base, with random weights: what speed and memory are measured with.</summary>
internal static class BaseCheckpoint
{
    private const int Hidden = 768;
    private const int Inner = 3072;
    private const int Layers = 12;
    private const int Words = 30522;

    public static int Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Corpus.Root, "models", "finbert-mini", "vocab.txt"), Path.Combine(folder, "vocab.txt"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {"model_type":"bert","hidden_act":"gelu","hidden_size":{{Hidden}},"num_hidden_layers":{{Layers}},"num_attention_heads":12,
             "intermediate_size":{{Inner}},"vocab_size":{{Words}},"max_position_embeddings":512,"type_vocab_size":2,"layer_norm_eps":1e-12,
             "id2label":{"0":"positive","1":"negative","2":"neutral"} }
            """);
        (string Name, int[] Shape)[] tensors = [.. Tensors()];
        var header = new JsonObject();
        var end = 0L;
        foreach (var (name, shape) in tensors)
        {
            var start = end;
            end += shape.Aggregate(1L, (a, b) => a * b) * sizeof(float);
            header[name] = new JsonObject { ["dtype"] = "F32", ["shape"] = JsonSerializer.SerializeToNode(shape), ["data_offsets"] = new JsonArray(start, end) };
        }

        using var file = File.Create(Path.Combine(folder, "model.safetensors"));
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        file.Write(length);
        file.Write(json);
        var random = new Random(1);
        foreach (var (name, shape) in tensors)
        {
            file.Write(MemoryMarshal.AsBytes<float>(Values(random, name, shape.Aggregate((a, b) => a * b))));
        }

        Console.WriteLine(folder);
        return 0;
    }

    private static float[] Values(Random random, string name, int count)
    {
        var values = new float[count];
        // As BERT is initialised: normal around zero, normalisations as they are without training.
        for (var i = 0; i < count; i++)
        {
            values[i] = name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1
                : name.EndsWith("bias", StringComparison.Ordinal) ? 0
                : (float)(0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }

    private static IEnumerable<(string Name, int[] Shape)> Tensors()
    {
        IEnumerable<(string, int[])> Linear(string name, int outputs, int inputs) => [($"{name}.weight", [outputs, inputs]), ($"{name}.bias", [outputs])];
        IEnumerable<(string, int[])> Norm(string name) => [($"{name}.weight", [Hidden]), ($"{name}.bias", [Hidden])];
        IEnumerable<(string, int[])> Layer(string name) =>
        [
            .. Linear($"{name}.attention.self.query", Hidden, Hidden),
            .. Linear($"{name}.attention.self.key", Hidden, Hidden),
            .. Linear($"{name}.attention.self.value", Hidden, Hidden),
            .. Linear($"{name}.attention.output.dense", Hidden, Hidden),
            .. Norm($"{name}.attention.output.LayerNorm"),
            .. Linear($"{name}.intermediate.dense", Inner, Hidden),
            .. Linear($"{name}.output.dense", Hidden, Inner),
            .. Norm($"{name}.output.LayerNorm"),
        ];
        return
        [
            ("bert.embeddings.word_embeddings.weight", [Words, Hidden]),
            ("bert.embeddings.position_embeddings.weight", [512, Hidden]),
            ("bert.embeddings.token_type_embeddings.weight", [2, Hidden]),
            .. Norm("bert.embeddings.LayerNorm"),
            .. Enumerable.Range(0, Layers).SelectMany(l => Layer($"bert.encoder.layer.{l}")),
            .. Linear("bert.pooler.dense", Hidden, Hidden),
            .. Linear("classifier", 3, Hidden),
        ];
    }
}
