using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Reasonator.Modeling;

/// <summary>A graph that is being written: every value has a name, every constant is stored once.</summary>
internal sealed class OnnxGraph
{
    private const long Opset = 17;
    private const long IrVersion = 8;
    private const string Microsoft = "com.microsoft";

    private readonly GraphProto _graph = new() { Name = "finbert" };
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);

    public string Floats(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant(name, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values), shape);

    public string Bytes(string name, ReadOnlySpan<sbyte> values, params ReadOnlySpan<long> shape) =>
        Constant(name, TensorProto.Types.DataType.Int8, MemoryMarshal.AsBytes(values), shape);

    public string Longs(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Constant(name, TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds an operator of ONNX; the name of its output.</summary>
    public string Add(string type, string[] inputs, params (string Name, object Value)[] attributes) => Add(type, "", inputs, 1, attributes)[0];

    /// <summary>Adds an operator of ONNX Runtime's own.</summary>
    public string AddMicrosoft(string type, string[] inputs, params (string Name, object Value)[] attributes) => Add(type, Microsoft, inputs, 1, attributes)[0];

    public string[] Add(string type, string domain, string[] inputs, int outputs, (string Name, object Value)[] attributes)
    {
        var name = $"{type}_{_graph.Node.Count + 1}";
        var node = new NodeProto { Name = name, OpType = type, Domain = domain };
        node.Input.Add(inputs);
        node.Output.Add(Enumerable.Range(0, outputs).Select(i => $"{name}_{i}"));
        node.Attribute.Add(attributes.Select(a => a.Value switch
        {
            float value => new AttributeProto { Name = a.Name, Type = AttributeProto.Types.AttributeType.Float, F = value },
            long[] values => new AttributeProto { Name = a.Name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } },
            _ => new AttributeProto { Name = a.Name, Type = AttributeProto.Types.AttributeType.Int, I = (int)a.Value },
        }));
        _graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>Declares an int64 input [batch, sequence].</summary>
    public string Input(string name)
    {
        _graph.Input.Add(Declared(name, TensorProto.Types.DataType.Int64, new() { DimParam = "batch" }, new() { DimParam = "sequence" }));
        return name;
    }

    /// <summary>Gives a value out under a name, as float32 [batch, width].</summary>
    public void Output(string value, string name, int width)
    {
        _graph.Node.Single(node => node.Output.Contains(value)).Output[0] = name;
        _graph.Output.Add(Declared(name, TensorProto.Types.DataType.Float, new() { DimParam = "batch" }, new() { DimValue = width }));
    }

    /// <summary>Gives a value out as it is, float32 [batch, sequence, width]: how activations are watched.</summary>
    public void Watch(string value, int width) => _graph.Output.Add(Declared(
        value, TensorProto.Types.DataType.Float, new() { DimParam = "batch" }, new() { DimParam = $"{value}_length" }, new() { DimValue = width }));

    public ModelProto ToModel() => new()
    {
        IrVersion = IrVersion,
        ProducerName = "reasonator",
        Graph = _graph,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset }, new OperatorSetIdProto { Domain = Microsoft, Version = 1 } },
    };

    private static ValueInfoProto Declared(string name, TensorProto.Types.DataType type, params TensorShapeProto.Types.Dimension[] shape) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto { Dim = { shape } } } },
    };

    private string Constant(string name, TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        if (_constants.Add(name))
        {
            _graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)type, Dims = { shape.ToArray() }, RawData = ByteString.CopyFrom(bytes) });
        }

        return name;
    }
}
