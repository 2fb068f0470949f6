using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>
/// Reads float tensors from a safetensors file: eight bytes of header length, a JSON header, then the tensors' bytes
/// (github.com/huggingface/safetensors, "Format").
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const int LongestHeader = 100_000_000;

    private readonly FileStream _file;
    private readonly JsonElement _header;
    private readonly long _start;

    /// <exception cref="ModelException">Cannot be read, or is not such a file.</exception>
    public SafetensorsFile(string path)
    {
        _file = File.OpenRead(path);
        try
        {
            Span<byte> length = stackalloc byte[8];
            _file.ReadExactly(length);
            var size = BinaryPrimitives.ReadUInt64LittleEndian(length);
            var header = new byte[size <= LongestHeader ? (int)size : throw Fault("is not a safetensors file")];
            _file.ReadExactly(header);
            _header = JsonDocument.Parse(header).RootElement;
            _start = _file.Position;
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException)
        {
            _file.Dispose();
            throw Fault("is not a safetensors file, or not all of it is there");
        }
    }

    /// <summary>The float32 values of a float32, float16 or bfloat16 tensor.</summary>
    /// <exception cref="ModelException">Missing, or of another shape or type.</exception>
    public float[] Read(string name, int[] shape)
    {
        // Checkpoints that came from TensorFlow call a normalisation's weight and bias gamma and beta.
        if (!_header.TryGetProperty(name, out var tensor)
            && !_header.TryGetProperty(name.Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta"), out tensor))
        {
            throw Fault($"has no tensor {name}; it must be the checkpoint of a BertForSequenceClassification");
        }

        var found = tensor.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32());
        if (!found.SequenceEqual(shape))
        {
            throw Fault($"has {name} of shape [{string.Join(", ", found)}] where config.json says [{string.Join(", ", shape)}]");
        }

        var offsets = tensor.GetProperty("data_offsets");
        var bytes = new byte[offsets[1].GetInt64() - offsets[0].GetInt64()];
        _file.Position = _start + offsets[0].GetInt64();
        _file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var count = shape.Aggregate(1, (product, n) => product * n);
        var type = tensor.GetProperty("dtype").GetString();
        if (_file.Position != _start + offsets[1].GetInt64() || bytes.Length != count * (type == "F32" ? 4 : 2))
        {
            throw Fault($"does not hold all of {name}");
        }

        return type switch
        {
            "F32" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            "F16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (float)value),
            "BF16" => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), value => BitConverter.UInt32BitsToSingle((uint)value << 16)),
            _ => throw Fault($"has {name} as {type}; only F32, F16 and BF16 are read"),
        };
    }

    public void Dispose() => _file.Dispose();

    private ModelException Fault(string what) => new($"{_file.Name} {what}.");
}
