using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>
/// Reads float tensors from a safetensors file: eight bytes of header length, a JSON header, then the tensors' bytes
/// (see <see cref="SafetensorsHeader"/>).
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    // The reference's own limit.
    private const int LongestHeader = 100_000_000;

    private readonly FileStream _file;
    private readonly IReadOnlyDictionary<string, SafetensorsTensor> _tensors;
    private readonly long _start;

    /// <exception cref="ModelException">Cannot be read, or is not such a file.</exception>
    public SafetensorsFile(string path)
    {
        _file = File.OpenRead(path);
        try
        {
            var header = ReadHeader();
            _start = _file.Position;
            _tensors = SafetensorsHeader.Parse(header, _file.Length - _start);
        }
        catch (FormatException e)
        {
            _file.Dispose();
            throw Fault(e.Message);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The float32 values of a float32, float16 or bfloat16 tensor.</summary>
    /// <exception cref="ModelException">Missing, or of another shape or type.</exception>
    public float[] Read(string name, int[] shape)
    {
        // Checkpoints that came from TensorFlow call a normalisation's weight and bias gamma and beta.
        if (!_tensors.TryGetValue(name, out var tensor)
            && !_tensors.TryGetValue(name.Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta"), out tensor))
        {
            throw Fault($"has no tensor {name}; it must be the checkpoint of a BertForSequenceClassification");
        }

        if (!tensor.Shape.SequenceEqual(shape.Select(n => (long)n)))
        {
            throw Fault($"has {name} of shape [{string.Join(", ", tensor.Shape)}] where config.json says [{string.Join(", ", shape)}]");
        }

        return tensor.Type switch
        {
            "F32" => MemoryMarshal.Cast<byte, float>(Bytes(name, tensor)).ToArray(),
            "F16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(Bytes(name, tensor)).ToArray(), value => (float)value),
            "BF16" => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(Bytes(name, tensor)).ToArray(), value => BitConverter.UInt32BitsToSingle((uint)value << 16)),
            _ => throw Fault($"has {name} as {tensor.Type}; only F32, F16 and BF16 are read"),
        };
    }

    public void Dispose() => _file.Dispose();

    private byte[] ReadHeader()
    {
        Span<byte> length = stackalloc byte[8];
        var found = _file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (found < length.Length || size > LongestHeader || size > (ulong)(_file.Length - length.Length))
        {
            throw new FormatException("is not a safetensors file, or not all of it is there");
        }

        var header = new byte[(int)size];
        _file.ReadExactly(header);
        return header;
    }

    private byte[] Bytes(string name, SafetensorsTensor tensor)
    {
        var size = tensor.End - tensor.Begin;
        var bytes = new byte[size <= Array.MaxLength ? size : throw Fault($"has {name} of {size} bytes; at most {Array.MaxLength} are read")];
        _file.Position = _start + tensor.Begin;
        _file.ReadExactly(bytes);
        return bytes;
    }

    private ModelException Fault(string what) => new($"{_file.Name} {what}.");
}
