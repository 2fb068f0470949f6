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

        _tensors = graph.Initializer.ToDictionary(tensor => tensor.Name);
        var makers = graph.Node.SelectMany(node => node.Output, (node, output) => (node, output)).ToDictionary(p => p.output, p => p.node);
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

        if (tensor.FloatData.Count > 0)
        {
            return [.. tensor.FloatData];
        }

        var count = tensor.Dims.Aggregate(1L, (product, n) => product * n);
        var bytes = tensor.DataLocation == TensorProto.Types.DataLocation.External ? External(tensor, count * sizeof(float)) : tensor.RawData.ToByteArray();
        return bytes.Length == count * sizeof(float) ? MemoryMarshal.Cast<byte, float>(bytes).ToArray() : throw Fault($"does not hold all of {tensor.Name}");
    }

    private byte[] External(TensorProto tensor, long length)
    {
        var entries = tensor.ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value);
        var name = entries.GetValueOrDefault("location") ?? "";
        var path = Path.Combine(Path.GetDirectoryName(_path)!, name);
        if (name != Path.GetFileName(name) || !File.Exists(path))
        {
            throw Fault($"keeps {tensor.Name} in '{name}', which is not beside it");
        }

        using var file = File.OpenRead(path);
        file.Position = long.Parse(entries.GetValueOrDefault("offset") ?? "0");
        var bytes = new byte[length];
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == length ? bytes : throw Fault($"does not hold all of {tensor.Name}");
    }

    private ModelException Fault(string what) => new($"{_path} {what}.");
}
