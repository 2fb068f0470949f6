using System.Globalization;
using System.Runtime.InteropServices;
using Onnx;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>
/// The weights in a float32 <c>model.onnx</c> that was exported from a Hugging Face checkpoint. Exports keep the names of
/// most tensors; a product's weight is transposed and named by number, and is found by the bias that is added to it.
/// </summary>
internal sealed class OnnxCheckpoint
{
    private readonly string _path;
    private readonly Dictionary<string, TensorProto> _tensors;
    private readonly Dictionary<string, TensorProto> _products = [];

    /// <exception cref="ModelException">Not an ONNX file, or one that holds no float weights.</exception>
    public OnnxCheckpoint(string path)
    {
        _path = path;
        GraphProto graph;
        try
        {
            using var file = File.OpenRead(path);
            graph = ModelProto.Parser.ParseFrom(file).Graph ?? throw Fault("holds no graph");
        }
        catch (Google.Protobuf.InvalidProtocolBufferException e)
        {
            throw new ModelException($"{path} is not an ONNX file.", e);
        }

        _tensors = ByName(graph.Initializer.Select(tensor => (tensor.Name, tensor)), "tensor");
        // An output that nobody reads has an empty name.
        var makers = ByName(graph.Node.SelectMany(node => node.Output, (node, output) => (output, node)).Where(made => made.output.Length > 0), "value");
        foreach (var add in graph.Node.Where(node => node.OpType == "Add"))
        {
            var bias = add.Input.FirstOrDefault(_tensors.ContainsKey);
            var product = add.Input.Select(makers.GetValueOrDefault).FirstOrDefault(node => node?.OpType == "MatMul");
            if (bias is not null && product?.Input.FirstOrDefault(_tensors.ContainsKey) is { } weight)
            {
                _products[bias] = _tensors[weight];
            }
        }
    }

    /// <summary>The float32 values of a tensor by its Hugging Face name, as PyTorch stores it.</summary>
    /// <exception cref="ModelException">Missing, or of another shape or type.</exception>
    public float[] Read(string name, int[] shape)
    {
        const string suffix = ".weight";
        var bias = name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] + ".bias" : name;
        var isProduct = shape.Length == 2 && _products.ContainsKey(bias);
        var tensor = isProduct ? _products[bias] : _tensors.GetValueOrDefault(name)
            ?? throw Fault($"has no tensor {name}, nor a product with its bias: it must be a float32 export of a BertForSequenceClassification that no optimiser has fused");
        int[] stored = isProduct ? [shape[1], shape[0]] : shape;
        if (!tensor.Dims.SequenceEqual(stored.Select(n => (long)n)))
        {
            throw Fault($"has {tensor.Name} of shape [{string.Join(", ", tensor.Dims)}] where config.json says [{string.Join(", ", stored)}]");
        }

        var values = Values(tensor);
        return isProduct ? BertWeights.Transposed(values, columns: shape[0]) : values;
    }

    private float[] Values(TensorProto tensor)
    {
        if (tensor.DataType != (int)TensorProto.Types.DataType.Float)
        {
            throw Fault($"has {tensor.Name} as {(TensorProto.Types.DataType)tensor.DataType}; give the float32 export");
        }

        // The shape is that of config.json by now, so that no product of it overflows.
        var size = tensor.Dims.Aggregate((long)sizeof(float), (product, n) => product * n);
        if (size > Array.MaxLength)
        {
            throw Fault($"has {tensor.Name} of {size} bytes; at most {Array.MaxLength} are read");
        }

        var isExternal = tensor.DataLocation == TensorProto.Types.DataLocation.External;
        var values = isExternal ? MemoryMarshal.Cast<byte, float>(External(tensor, (int)size)).ToArray()
            : tensor.FloatData.Count > 0 ? [.. tensor.FloatData]
            : MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        return values.Length == size / sizeof(float) && (isExternal || tensor.FloatData.Count > 0 || tensor.RawData.Length == size)
            ? values
            : throw Fault($"does not hold all of {tensor.Name}, or more than its shape says");
    }

    /// <summary>Reads a tensor from the file beside the graph that it names.</summary>
    private byte[] External(TensorProto tensor, int size)
    {
        var entries = ByName(tensor.ExternalData.Select(entry => (entry.Key, entry.Value)), $"external_data entry of {tensor.Name}");
        var name = entries.GetValueOrDefault("location") ?? "";
        var path = Path.Combine(Path.GetDirectoryName(_path)!, name);
        // The graph itself is no data: its own bytes would be read as weights.
        if (name != Path.GetFileName(name) || name == Path.GetFileName(_path) || !File.Exists(path))
        {
            throw Fault($"keeps {tensor.Name} in '{name}', which is not beside it");
        }

        var offset = Number(tensor, entries, "offset", 0);
        if (Number(tensor, entries, "length", size) != size)
        {
            throw Fault($"says that {tensor.Name} has {entries["length"]} bytes where its shape has {size}");
        }

        using var file = File.OpenRead(path);
        if (offset > file.Length - size)
        {
            throw Fault($"does not hold all of {tensor.Name}: {name} has {file.Length} bytes");
        }

        file.Position = offset;
        var bytes = new byte[size];
        file.ReadExactly(bytes);
        return bytes;
    }

    private long Number(TensorProto tensor, Dictionary<string, string> entries, string key, long absent) =>
        !entries.TryGetValue(key, out var text) ? absent
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Fault($"has an external_data {key} of {tensor.Name} that is not a whole number from 0");

    private Dictionary<string, T> ByName<T>(IEnumerable<(string Name, T Value)> all, string what)
    {
        var byName = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in all)
        {
            if (!byName.TryAdd(name, value))
            {
                throw Fault($"has the {what} {name} twice");
            }
        }

        return byName;
    }

    private ModelException Fault(string what) => new($"{_path} {what}.");
}
