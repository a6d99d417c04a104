using HighPerfChainSync.EmbeddingSample;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Rpc;

// Three ways to use the library, each on the first blocks of a chain:
//   dotnet run --project tools/EmbeddingSample [URL of a node, http or https]
// Without an address, the sample chain of the replay node is served on loopback.
await using SampleNode node = await SampleNode.StartAsync(args);
var options = new StreamOptions
{
    Rpc = new RpcEndpointOptions { Url = node.Url },
    From = StartPosition.At(node.First),
    To = node.First + 99,
};

int[] transfers =
[
    await BlockLoop.CountTransfersAsync(options),
    await OwnSink.CountTransfersAsync(options),
    await HostedStreams.CountTransfersAsync(options),
];
Console.WriteLine($"Token transfers: {transfers[0]} in a loop, {transfers[1]} in a sink, {transfers[2]} in a hosted stream.");

// The same blocks hold the same transfers, whichever way they come.
return transfers[0] == transfers[1] && transfers[1] == transfers[2] ? 0 : 1;
