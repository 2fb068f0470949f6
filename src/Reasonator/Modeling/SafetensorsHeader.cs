using System.Text.Json;

namespace Reasonator.Modeling;

/// <summary>
/// Reads the JSON header of a safetensors file and checks it as the format demands (github.com/huggingface/safetensors,
/// "Format"): each tensor has as many bytes as its type and shape need, and together they are all of the file, without overlap.
/// </summary>
internal static class SafetensorsHeader
{
    private const string Metadata = "__metadata__";

    /// <summary>Parses a header.</summary>
    /// <param name="json">The header's bytes.</param>
    /// <param name="size">Bytes of the file behind the header.</param>
    /// <returns>The tensors by their names.</returns>
    /// <exception cref="FormatException">The message says what is wrong with which tensor, without a subject and a full stop.</exception>
    public static IReadOnlyDictionary<string, SafetensorsTensor> Parse(ReadOnlyMemory<byte> json, long size)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var tensors = document.RootElement.ValueKind == JsonValueKind.Object
                ? Tensors(document.RootElement)
                : throw new FormatException("is not a safetensors file: its header is no JSON object");
            CheckLayout(tensors, size);
            return tensors;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair in a name passes the parser and fails where it is read.
            throw new FormatException("is not a safetensors file: its header is no JSON", e);
        }
    }

    private static Dictionary<string, SafetensorsTensor> Tensors(JsonElement header)
    {
        var tensors = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        foreach (var property in header.EnumerateObject().Where(property => property.Name != Metadata))
        {
            if (!tensors.TryAdd(property.Name, Tensor(property.Name, property.Value)))
            {
                throw new FormatException($"describes {property.Name} twice");
            }
        }

        return tensors;
    }

    private static SafetensorsTensor Tensor(string name, JsonElement value)
    {
        var type = Field(name, value, "dtype") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Wrong(name, "dtype", "a string");
        var shape = Numbers(Field(name, value, "shape")) ?? throw Wrong(name, "shape", "a list of whole numbers from 0");
        var offsets = Numbers(Field(name, value, "data_offsets")) is [var first, var second] && first <= second
            ? (Begin: first, End: second)
            : throw Wrong(name, "data_offsets", "two whole numbers from 0, of which the second is not below the first");
        var bytes = offsets.End - offsets.Begin;
        return BytesOf(type) is not { } each || Size(shape, each) == bytes
            ? new SafetensorsTensor(type, shape, offsets.Begin, offsets.End)
            : throw new FormatException($"gives {name} {bytes} bytes by its data_offsets, which are not those of {type} [{string.Join(", ", shape)}]");
    }

    private static JsonElement? Field(string name, JsonElement tensor, string field) => tensor.ValueKind != JsonValueKind.Object
        ? throw new FormatException($"describes {name} by something that is no JSON object")
        : tensor.TryGetProperty(field, out var value) ? (JsonElement?)value : null;

    private static FormatException Wrong(string name, string field, string wanted) => new($"has a {field} of {name} that is not {wanted}");

    private static long[]? Numbers(JsonElement? list)
    {
        if (list is not { ValueKind: JsonValueKind.Array } array)
        {
            return null;
        }

        var numbers = new List<long>();
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out var number) || number < 0)
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>Bytes of a value; null for a type that is not known, and so not read.</summary>
    private static int? BytesOf(string type) => type switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or "I32" or "F32" => 4,
        "U64" or "I64" or "F64" => 8,
        _ => null,
    };

    /// <summary>Bytes of a tensor; null where no file can hold it.</summary>
    private static long? Size(long[] shape, int value)
    {
        var size = shape.Aggregate((Int128)value, (product, n) => product > long.MaxValue ? product : product * n);
        return size <= long.MaxValue ? (long)size : null;
    }

    private static void CheckLayout(Dictionary<string, SafetensorsTensor> tensors, long size)
    {
        var end = 0L;
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Value.Begin).ThenBy(pair => pair.Value.End))
        {
            if (tensor.Begin != end)
            {
                throw new FormatException($"has {name} at byte {tensor.Begin} where the tensor before it ends at {end}");
            }

            end = tensor.End > size ? throw new FormatException($"does not hold all of {name}") : tensor.End;
        }

        if (end != size)
        {
            throw new FormatException($"holds {size} bytes behind its header where the header describes {end}");
        }
    }
}
