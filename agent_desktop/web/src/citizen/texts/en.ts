export default {
  citizen: {
    title: "Citizen's phone",
  },
}
